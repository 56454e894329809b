"""Words of which the English rules are made: who, what, and how it fails."""

from __future__ import annotations

CANT = (
    r"(?:can(?:'t|not| not| no longer| barely| hardly)|cant|could(?:n't| not)"
    r"|unable to|not able to|no longer able to"
    r"|won't let (?:me|us|them|him|her|anyone|anybody|\w+)|(?:nobody|no ?one"
    r"|none of (?:us|them|the \w+|our \w+|my \w+)|not one of us) (?:can|could"
    r"|is able to)"
    r"|no way (?:to|of)|stops? (?:us|me) from|prevent(?:s|ing) (?:us|me) from"
    r"|still can't|refus(?:es|ed|ing) to let)"
)
DO = (
    r"(?:log(?:ging)? ?(?:in|on|into)|sign(?:ing)? ?(?:in|into|up)?"
    r"|get(?:ting)? (?:in(?:to|side)?|on|out|through|home|back|past|to|at|any|my|our"
    r"|the|it)|access|open|use|work|pay|print"
    r"|send|receive|ship|sell|serve|process|take (?:orders?|payments?|bookings?|calls?"
    r"|cards?|money|any)|trade|call|ring|submit|upload|download|file|register"
    r"|check (?:in|out)"
    r"|board|travel|fly|drive|start|see|view|reach|connect|load|invoice|dispatch|bill"
    r"|teach|hear|walk|eat|cook|heat|wash|sleep|buy|dial|withdraw|transfer|move"
    r"|do (?:my|our|any|the|anything)"
    r"|make (?:payments?|calls?|it|any|a)|scan|place|book|complete|finish|save|edit"
    r"|read|write|run|issue|release|admit|discharge|prescribe|refill|charge|refuel"
    r"|enter|leave|lock|unlock|afford|feed|collect|attend|join|continue|carry on"
    r"|publish|deploy|turn it|find (?:my|our|the))"
)
DOWN = (
    r"(?:(?:is|are|was|were|has|have|been|gone|went|going|all|completely|totally|still"
    r"|just|now|'s|'re) ){0,4}"
    r"(?:down|dead|dark|offline|off ?line|off the air|frozen|unreachable|unavailable"
    r"|stopped|at a standstill|out of (?:action|service)|not (?:working|responding"
    r"|loading|starting)|crash(?:ed|ing)|inoperable|unusable|blank|black|paralysed"
    r"|halted|shut(?: down)?|locked(?: out)?|knocked out|gone|idle|stuck)"
)
WHOLE = (
    r"(?:all|every|each|entire|whole|complete(?:ly)?|both|none of|no|zero"
    r"|company-?wide|nation-?wide|the only|our only)"
)
BUSINESS = (
    r"(?:sites?|stores?|shops?|branch(?:es)?|hospital|clinic|wards?|warehouses?"
    r"|plants?|factory|production|(?:production |assembly )?lines?|offices?"
    r"|call cent(?:re|er)s?|contact cent(?:re|er)"
    r"|check-?outs?|tills?|registers?|terminals?|pos|payments?|orders?|web ?site"
    r"|webshop|platform|network|servers?|systems?|switchboard|phones?|company|business"
    r"|restaurant|hotel|school|campus|airport|station"
    r"|fleet|depot|dispatch|control room|data ?cent(?:re|er)|cluster|database|core"
    r"|service|exchange|theatres?|lab(?:oratory)?|pharmacy|kitchen|venue|building"
    r"|gates?|turnstiles?|agents?|staff|trucks?|lorries|drivers?|cashiers?|patients?)"
)
VITAL = (
    r"(?:ventilators?|respirators?|oxygen|concentrator|dialysis|insulin(?: pump)?"
    r"|pacemaker|defibrillators?|life support|incubators?|infusion pumps?|feeding tube"
    r"|monitors? in (?:icu|intensive)|icu|intensive care|operating (?:theatre|room"
    r"|table)"
    r"|surgery|surgeons?|anaesthe\w+|nurse call|panic (?:button|alarm)|pendant alarm"
    r"|fall alarm|emergency (?:line|number|services|calls?|button|dispatch)|999|911"
    r"|112|crisis line|helpline|suicide line|ambulances?|fire alarms?|sprinklers?"
    r"|smoke (?:alarm|detector)s?|brakes?|epi-?pens?|inhaler|antivenom|vaccines?"
    r"|embryos?|transplant|blood bank|donor)"
)
FAILS = (
    r"(?:fail(?:s|ed|ing|ure)?|stop(?:s|ped|ping)?|dead|died|down|off|empty|out of"
    r"|ran out|run(?:ning|s)? (?:out|low)|reads? zero|alarm(?:s|ing)?|beeping|won't"
    r"|isn't|not (?:working|responding|answer\w*|connect\w*|acknowledg\w*)"
    r"|offline|(?:went|gone|going|goes|is|are) (?:dark|blank|silent|dead|quiet)|silent"
    r"|do(?:es)? nothing|rings? nowhere|no longer (?:rings?|reports?|works?)|lost|losing"
    r"|no (?:answer|power|signal|one|pressure|dial tone)|drops?"
    r"|dropping|broken|faulty|frozen|cut|leaking|warm(?:ing)?|thaw\w*|disarmed"
    r"|unanswered|(?:minutes|hours?|%) (?:left|of battery)|on battery|zero calls)"
)
FRAIL = (
    r"(?:bab(?:y|ies)|newborn|infants?|toddlers?|child(?:ren)?|kids?|pupils?|daughter"
    r"|(?:little )?(?:boy|girl)|lad|nephew|niece|grand(?:son|daughter)"
    r"|son|mum|mom|mother|dad|father|nan|gran(?:dmother|dfather|dad|ny|ma|pa)?|wife"
    r"|husband|partner|patients?|residents?|elderly|pregnant|disabled|(?:\d\d|eighty"
    r"|ninety|seventy)[- ](?:year|yr)s?[- ]old|worker|passengers?|people|tenants?"
    r"|colleague|neighbour|guests?|he|she|they|i|we|someone|somebody|driver|staff)"
)
HURT = (
    r"(?:trapped|unconscious|unresponsive|collapsed|(?:is|are|was|went|gone|turn(?:ed|s|ing)"
    r"|going|looks?|lips|face|all) blue|floppy|shivering|sleepy"
    r"|drowsy|confused|bleeding|burn(?:ed|t|ing|s)|vomiting|throwing up|poisoned"
    r"|swelling|swollen|faint(?:ed|ing)?|dizzy|fitting|convulsing|choking|wheezing"
    r"|gasping|freezing|hypothermi\w+|dehydrat\w+|overheat\w+|electrocuted|shocked"
    r"|injured|hurt|hit|missing|gone missing|in hospital|in danger|going to die|dying"
    r"|alone (?:in|on|with|outside)|locked in(?:side)?|stuck (?:in(?:side)?|on|up"
    r"|under)|fell|fallen|swallow(?:s|ed|ing)?(?! (?:my|our|up\b|the (?:card|coins?|cost"
    r"|fee|loss|money|note)))|ingest(?:s|ed|ing)|inhal(?:ed|ing)|scald(?:ed|ing)?"
    r"|strangl(?:ed|ing)|blister(?:s|ed|ing)|hives|lacerat\w+|concuss\w+"
    r"|(?:crushed|pinned) (?:under|between|against|beneath)|(?:gone|went|goes) limp"
    r"|cut (?:his|her|their|my|himself|herself|myself))"
)
INTRUDER = (
    r"(?:some(?:one|body|(?: )?one)(?: else)?|another (?:person|user)|a stranger"
    r"|strangers|an? (?:intruder|attacker"
    r"|hacker|scammer|thief)|hackers?|attackers?|scammers?|intruders?|they(?:'re"
    r"| are)?|he(?:'s| is)?|whoever|thieves|an? unknown (?:person|user|ip|device|session)"
    r"|a device i don't)"
)
STEALING = (
    r"(?:(?:is|are|'s|'re|keeps?|been|just|now|currently|still|actively"
    r"|live) )+(?:\w+ )?(?:logg(?:ed|ing) in|transferr?ing|moving|changing|changed"
    r"|draining|emptying|withdrawing|exporting|downloading|deleting|encrypting|locking"
    r"|resetting|reading|sending|using|taking|copying|wiping|spending|buying|ordering"
    r"|impersonating|draining|stealing|controlling|in (?:my|our) (?:account|system"
    r"|network|server|mailbox|email))"
)
ASSET = (
    r"(?:accounts?|payroll|bank details|money|funds|balance|passwords?|files|servers?"
    r"|database|records|wallet|card|mailbox|backups?|wire|transfer|credentials|domain"
    r"|phone number|sim)"
)
LOSS = (
    r"(?:thaws?|spoil\w*|rot(?:s|ting)?|wiped|purged?|overwritten|auctioned|sold off"
    r"|destroyed|scrapped|crushed|incinerated|cremated|shredded|demolished"
    r"|lost (?:forever|for good)|gone (?:forever|for good)|irreversib\w+"
    r"|irrecoverab\w+|unrecoverab\w+|permanently (?:deleted|lost|erased|removed)|die"
    r"|dies|dead by|flood(?:s|ed|ing)?|collapses?|can't be (?:undone|recovered"
    r"|replaced)|irreplaceable)"
)
ASKED = r"(?:(?<![^\n])|(?<=[.!?,] )|(?<= (?:and|but) )|(?<= (?:so) ))"  # a clause begins
TASK = (
    r"(?:change|chang\w+|update|amend|correct|fix|repair|replace|exchange|refund"
    r"|return|cancel|remove|delete|add|split|merge|move|transfer|send|resend|re-?issue"
    r"|reissue|re-?print|reset|set up|install|book|rebook|reschedule|postpone|arrange"
    r"|collect|pick up|deliver|issue|provide|check|look (?:into|at)|investigate"
    r"|confirm|register|renew|extend|upgrade|downgrade|activate|close|open|re-?open"
    r"|enable|disable|unlock|rename|switch|turn (?:it |this )?(?:off|on|down)|stop"
    r"|adjust|credit|reimburse|compensat\w+|sort|get|have|put|make|recalculate"
    r"|reinstate|restore|swap|give|test|calibrate|come|visit|inspect|quote)"
)
SOON = (
    r"(?:tonight|today|this (?:morning|afternoon|evening)|right now|now|(?:in|within"
    r"|about|next|only|have|has|maybe) (?:\w+ )?(?:\w+ )?(?:minutes?|hours?|mins?)"
    r"|(?:minutes?|hours?) (?:left|away|from now)|by (?:noon|midnight|morning|\d+)"
    r"|before (?:dawn|morning)|already|as (?:i|we) (?:type|write|speak)|at \d+[:.]\d\d)"
)

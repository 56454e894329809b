"""English words for harm, need and relief. Tone is not among them, by intent."""

from __future__ import annotations

from sentiment.rules.rule import near, rule

_CANT = (
    r"(?:can(?:'t|not| not| no longer| barely| hardly)|cant|could(?:n't| not)|unable to|not able to|no longer able to"
    r"|won't let (?:me|us|them|him|her|anyone|anybody|\w+)|(?:nobody|no ?one|none of (?:us|them|the \w+|our \w+|my \w+)|not one of us) (?:can|could|is able to)"
    r"|no way (?:to|of)|stops? (?:us|me) from|prevent(?:s|ing) (?:us|me) from|still can't|refus(?:es|ed|ing) to let)"
)
_DO = (
    r"(?:log(?:ging)? ?(?:in|on|into)|sign(?:ing)? ?(?:in|into|up)?|get(?:ting)? (?:in(?:to|side)?|on|out|through|home|back|past|to|at|any|my|our|the|it)|access|open|use|work|pay|print"
    r"|send|receive|ship|sell|serve|process|take (?:orders?|payments?|bookings?|calls?|cards?|money|any)|trade|call|ring|submit|upload|download|file|register|check (?:in|out)"
    r"|board|travel|fly|drive|start|see|view|reach|connect|load|invoice|dispatch|bill|teach|hear|walk|eat|cook|heat|wash|sleep|buy|dial|withdraw|transfer|move|do (?:my|our|any|the|anything)"
    r"|make (?:payments?|calls?|it|any|a)|scan|place|book|complete|finish|save|edit|read|write|run|issue|release|admit|discharge|prescribe|refill|charge|refuel|enter|leave|lock|unlock|afford|feed|collect|attend|join|continue|carry on|publish|deploy|turn it|find (?:my|our|the))"
)
_DOWN = (
    r"(?:(?:is|are|was|were|has|have|been|gone|went|going|all|completely|totally|still|just|now|'s|'re) ){0,4}"
    r"(?:down|dead|dark|offline|off ?line|off the air|frozen|unreachable|unavailable|stopped|at a standstill|out of (?:action|service)|not (?:working|responding|loading|starting)|crash(?:ed|ing)|inoperable|unusable|blank|black|paralysed|halted|shut(?: down)?|locked(?: out)?|knocked out|gone|idle|stuck)"
)
_WHOLE = r"(?:all|every|each|entire|whole|complete(?:ly)?|both|none of|no|zero|company-?wide|nation-?wide|the only|our only)"
_BUSINESS = (
    r"(?:sites?|stores?|shops?|branch(?:es)?|hospital|clinic|wards?|warehouses?|plants?|factory|production|(?:production |assembly )?lines?|offices?|call cent(?:re|er)s?|contact cent(?:re|er)"
    r"|check-?outs?|tills?|registers?|terminals?|pos|payments?|orders?|web ?site|webshop|platform|network|servers?|systems?|switchboard|phones?|company|business|restaurant|hotel|school|campus|airport|station"
    r"|fleet|depot|dispatch|control room|data ?cent(?:re|er)|cluster|database|core|service|exchange|theatres?|lab(?:oratory)?|pharmacy|kitchen|venue|building|gates?|turnstiles?|agents?|staff|trucks?|lorries|drivers?|cashiers?|patients?)"
)
_VITAL = (
    r"(?:ventilators?|respirators?|oxygen|concentrator|dialysis|insulin(?: pump)?|pacemaker|defibrillators?|life support|incubators?|infusion pumps?|feeding tube|monitors? in (?:icu|intensive)|icu|intensive care|operating (?:theatre|room|table)"
    r"|surgery|surgeons?|anaesthe\w+|nurse call|panic (?:button|alarm)|pendant alarm|fall alarm|emergency (?:line|number|services|calls?|button|dispatch)|999|911|112|crisis line|helpline|suicide line|ambulances?|fire alarms?|sprinklers?|smoke (?:alarm|detector)s?|brakes?|epi-?pens?|inhaler|antivenom|vaccines?|embryos?|transplant|blood bank|donor)"
)
_FAILS = (
    r"(?:fail(?:s|ed|ing|ure)?|stop(?:s|ped|ping)?|dead|died|down|off|empty|out of|ran out|run(?:ning|s)? (?:out|low)|reads? zero|alarm(?:s|ing)?|beeping|won't|isn't|not (?:working|responding|answer\w*|connect\w*|acknowledg\w*)"
    r"|offline|lost|losing|no (?:answer|power|signal|one|pressure|dial tone)|drops?|dropping|broken|faulty|frozen|cut|leaking|warm(?:ing)?|thaw\w*|disarmed|unanswered|(?:minutes|hours?|%) (?:left|of battery)|on battery|zero calls)"
)
_FRAIL = r"(?:bab(?:y|ies)|newborn|infants?|toddlers?|child(?:ren)?|kids?|pupils?|daughter|son|mum|mom|mother|dad|father|nan|gran(?:dmother|dfather|dad|ny|ma|pa)?|wife|husband|partner|patients?|residents?|elderly|pregnant|disabled|(?:\d\d|eighty|ninety|seventy)[- ](?:year|yr)s?[- ]old|worker|passengers?|people|tenants?|colleague|neighbour|guests?|he|she|they|i|we|someone|somebody|driver|staff)"
_HURT = r"(?:trapped|unconscious|unresponsive|collapsed|blue|floppy|shivering|sleepy|drowsy|confused|bleeding|burn(?:ed|t|ing|s)|vomiting|throwing up|poisoned|swelling|swollen|faint(?:ed|ing)?|dizzy|fitting|convulsing|choking|wheezing|gasping|freezing|hypothermi\w+|dehydrat\w+|overheat\w+|electrocuted|shocked|injured|hurt|hit|missing|gone missing|in hospital|in danger|going to die|dying|alone (?:in|on|with|outside)|locked in(?:side)?|stuck (?:in(?:side)?|on|up|under)|fell|fallen)"
_INTRUDER = r"(?:someone|somebody|some ?one|a stranger|strangers|an? (?:intruder|attacker|hacker|scammer|thief)|hackers?|attackers?|scammers?|intruders?|they(?:'re| are)?|he(?:'s| is)?|whoever|thieves|an? unknown (?:person|user|ip|device)|a device i don't)"
_STEALING = r"(?:(?:is|are|'s|'re|keeps?|been|just|now|currently|still|actively|live) )+(?:\w+ )?(?:logg(?:ed|ing) in|transferr?ing|moving|changing|changed|draining|emptying|withdrawing|exporting|downloading|deleting|encrypting|locking|resetting|reading|sending|using|taking|copying|wiping|spending|buying|ordering|impersonating|draining|stealing|controlling|in (?:my|our) (?:account|system|network|server|mailbox|email))"
_ASSET = r"(?:accounts?|payroll|bank details|money|funds|balance|passwords?|files|servers?|database|records|wallet|card|mailbox|backups?|wire|transfer|credentials|domain|phone number|sim)"
_LOSS = r"(?:thaws?|spoil\w*|rot(?:s|ting)?|wiped|purged?|overwritten|auctioned|sold off|destroyed|scrapped|crushed|incinerated|cremated|shredded|demolished|lost (?:forever|for good)|gone (?:forever|for good)|irreversib\w+|irrecoverab\w+|unrecoverab\w+|permanently (?:deleted|lost|erased|removed)|die|dies|dead by|flood(?:s|ed|ing)?|collapses?|can't be (?:undone|recovered|replaced)|irreplaceable)"
_SOON = r"(?:tonight|today|this (?:morning|afternoon|evening)|right now|now|(?:in|within|about|next|only|have|has|maybe) (?:\w+ )?(?:\w+ )?(?:minutes?|hours?|mins?)|(?:minutes?|hours?) (?:left|away|from now)|by (?:noon|midnight|morning|\d+)|before (?:dawn|morning)|already|as (?:i|we) (?:type|write|speak)|at \d+[:.]\d\d)"

RULES = (
    rule(
        "danger",
        r"(?:can(?:'t|not| barely| hardly)|struggl\w+ to|stopped|isn't|not|difficulty|trouble|hard to) breath\w*|won't wake(?: up)?|not waking(?: up)?|unconscious|unresponsive|passed out|seizures?|convuls\w+",
        r"chest pains?|heart attack|having a stroke|bleeding (?:out|heavily|badly|a lot)|won't stop bleeding|overdos\w+|suicid\w+|kill(?:ing)? (?:myself|himself|herself|themselves)|end(?:ing)? (?:my|it all|his|her) life|don't want to (?:live|be here anymore|wake up)",
        r"choking on|suffocat\w+|drowning|drowned|hypothermi\w+|anaphyla\w+|severe allergic|throat is (?:closing|swelling)|electrocut\w+|(?:electric|getting|got|had) (?:an? )?(?:electric )?shocks? (?:off|from|when)|electric shock|live (?:wires?|cables?)|bare (?:wires?|cables?)|sparks? (?:are|coming|flying|from|out)|sparking|arcing",
        r"(?:is|are|'s|caught|on) fire(?! (?:sale|drill|stick))|flames|smoke (?:is |was )?(?:coming|pouring|filling|rising|everywhere)|smok(?:ing|es) (?:and|from)|full of smoke|smell(?:s|ing)?(?: of| like)? (?:gas|burning|smoke)|gas (?:leak\w*|smell)|burning smell|monoxide(?! (?:detector|alarm)s? (?:order|price|cost))|explod\w+|explosion|about to (?:blow|burst|collapse|explode)",
        r"trapped (?:in|inside|under|on|between|behind)|food poisoning|poisoned|toxic fumes|chemical (?:spill|burn)s?|sos\b|may ?day|life[- ]threatening|in danger|unsafe to breathe|roof (?:is )?(?:coming|caving)|ceiling (?:is |has )?(?:coming down|collaps\w+|caved)|wall (?:is )?collaps\w+",
        r"broken into|breaking in|break-in (?:right )?now|prowler|someone (?:is )?(?:outside|inside|in) (?:my|our|the) (?:door|house|window|flat|home|building)|stalk(?:er|ing)|following me|threaten\w+ (?:to (?:kill|hurt|shoot|burn)|me with)|(?:has|with) a (?:gun|knife|weapon)|gunshots?|being attacked|assaulted|hostage|domestic violence|violent ex",
        near(
            r"(?:brakes?|steering|accelerator)",
            r"(?:fail\w*|gone|stopped|no response|not work\w*|cut out|nothing)",
            30,
        ),
        near(_VITAL, _FAILS, 45),
        near(r"\b" + _FRAIL + r"\b", r"\b" + _HURT + r"\b", 25),
        near(
            r"(?:no (?:heat(?:ing)?|power|electricity|water|oxygen|medication|meds)|without (?:heat(?:ing)?|power|oxygen|insulin|medication))",
            r"(?:baby|newborn|infant|oxygen|elderly|frail|-\d+|minus \w+|dialysis|asthma\w*|care home|nursing home|incubator)",
            60,
        ),
        near(
            r"(?:allerg\w+|peanut|nuts?|contaminat\w+|wrong (?:dose|blood|medication|medicine|drug|tablets?|pills?|strength)|double (?:dose|strength)|ten times the)",
            r"(?:swell\w+|hospital|ate|eaten|swallow\w+|took|taken|given|giving|served|feeding|school|patients?|children|inject\w+|dispens\w+|label\w*)",
            60,
        ),
    ),
    rule(
        "theft",
        near(_INTRUDER, _STEALING, 20),
        near(_STEALING, _ASSET, 40),
        r"ransom(?:ware)?|(?:files|servers?|drives?|everything|data) (?:are |is |has been |have been |were |being |got )*(?:encrypted|renamed)|(?:account|money|funds|card|wallet) (?:is|are|was)? ?being (?:drained|emptied|used|charged|hacked)|(?:another|a new|more|a (?:second|third|fourth|fifth)) (?:transfer|payment|withdrawal|charge|transaction)s? (?:just|has|is|went|while|every)",
        r"(?:transactions?|charges?|withdrawals?|transfers?|payments?) (?:i|we) (?:didn't|did not|never|haven't) (?:make|made|authori[sz]ed?|approved?)[^.\n]{0,60}(?:now|still|more|keep|just|minutes?)|sim[- ]?swap\w*|(?:data|records|customers?) (?:is|are) (?:being (?:exported|copied|downloaded|leaked)|leaking)|exfiltrat\w+|(?:active|ongoing|live) (?:breach|attack|intrusion|hack)|under (?:a )?(?:ddos )?attack|(?:telling|told|making|asking|got) (?:him|her|me|them|my \w+) to (?:transfer|move|buy|read out|withdraw|send)[^.\n]{0,60}(?:safe account|gift cards?|bitcoin|code|cash|money|savings)|scammer (?:is )?on the (?:phone|line)",
        near(
            r"(?:hack(?:ed|er|ers|ing)?|breach(?:ed)?|compromised|intru\w+|fraud\w*|scam\w*|phish\w*|stolen)",
            r"(?:right now|as (?:i|we) (?:type|write|speak)|ongoing|still (?:going|happening|in|inside|active|logged)|row by row|one (?:by|after)|every (?:few )?(?:minutes?|seconds?)|live|keeps?|in progress)",
            70,
        ),
    ),
    rule(
        "stopped",
        near(rf"{_WHOLE}(?: \S+){{0,4}} {_BUSINESS}", _DOWN, 30),
        near(
            r"(?:all|every|entire|whole)(?: \S+){0,3} " + _BUSINESS,
            rf"(?:{_CANT}|nothing works|zero|lost|black|blank|standing still|sent home|waiting|queu\w+)",
            40,
        ),
        r"(?:production|trading|business|operations?|everything|the (?:line|plant|factory|shop floor|whole place|site|hospital|warehouse))(?: (?:has|have|is|are|'s|all|completely|now))* (?:stopped|at a (?:standstill|stop|halt)|halted|shut down|down|dead|ground to a halt|come to a (?:stop|halt|standstill))",
        r"(?:can't|cannot|unable to|no one can|nobody can|not) (?:take|taking|accept|accepting|process|processing|sell|selling|serve|trade|trading) (?:any |a single |one )?(?:orders?|payments?|cards?|anything|customers?|tickets?|calls?|patients?|at all)(?: at all| anywhere)?|losing [£$€]?[\d,.]+ ?\w* (?:an|every|per|a) (?:hour|minute)|(?:total|complete|full|nation ?wide|company-?wide|site-?wide|major) (?:outage|blackout|shutdown|failure)|zero (?:calls|orders|sales|payments)|(?:planes?|flights?|trains?|ambulances) (?:are )?grounded|only (?:way|channel|place) (?:we|i) (?:sell|take|earn|get)",
    ),
    rule(
        "loss",
        near(_LOSS, _SOON, 60),
        r"(?:will be|gets?|being|are|is) (?:permanently )?(?:deleted|erased|wiped|purged|destroyed|auctioned|crushed|put down) (?:at|in|tonight|today|by|within|before)[^.\n]{0,30}",
    ),
    rule(
        "blocked",
        rf"{_CANT} (?:even |actually |properly |longer |now |currently |possibly )?{_DO}(?: (?:my|our|the|any|in|to|into|it|at all|\w+)){{0,3}}",
        r"locked (?:me |us |him |her )?out(?: of)?|(?:doesn't|does not|won't|will not|isn't|not|stopped|no longer|never) (?:work(?:s|ing)?|open(?:s|ing)?|load(?:s|ing)?|start(?:s|ing)?|turn(?:s|ing)? on|boot(?:s|ing)?|connect(?:s|ing)?|respond(?:s|ing)?|charge|charging|ring|dial|sync|let)(?: at all)?|does nothing|nothing (?:works|happens|loads)|(?:is|are|'s|went|gone|been) (?:completely |totally |still |all |both )?(?:down|dead|offline|frozen|bricked|blocked|suspended|disabled|deactivated|disconnected|cut off|switched off|revoked)",
        r"no (?:internet|signal|heating|hot water|running water|water|power|electricity|service|broadband|dial tone|connection|access|gas|phone line|network)|without (?:internet|heating|hot water|water|power|electricity|a phone|a car|broadband)|power (?:cut|outage)|outage|stranded|stuck (?:at|in|on|here|outside)|shut out|turned away|refused (?:entry|boarding)|cut off|(?:keeps?|kept) (?:crashing|dropping|freezing|failing|rebooting|cutting out|logging (?:me|us) out)|drops every|crash(?:es|ed|ing)",
        r"(?:haven't|hasn't|have not|has not) (?:been able|completed|processed|shipped|worked|sold|printed|had (?:any )?(?:heat|water|power|internet))|(?:team|staff|of us|people|employees|users|students|drivers|nurses|clerks|agents) (?:are |is |all )*(?:idle|sitting|waiting|stuck|locked|standing|unable|blocked|can't)|(?:can't|cannot|couldn't) (?:work|operate|function|do (?:my|our) jobs?)|double[- ]booked|missed (?:my|our|the) (?:flight|train|appointment|connection|wedding|exam)|evict\w*|homeless|nowhere to (?:sleep|stay|go)",
        r"(?:error|fails?|failed|failure|rejected|denied|declined|refused)[^.\n]{0,40}(?:every (?:time|one|single)|all|each)|(?:all|every(?: single)?|both|each) (?:\S+ ){1,3}(?:fail\w*|reject\w*|error\w*|declin\w*|bounc\w*|blank|frozen|just sits?|greyed|black)",
    ),
    rule(
        "money",
        r"(?:charged|billed|debited|taken|deducted|paid|withdrawn)(?: me| us| my \w+| our \w+)?(?: for it)? (?:twice|double|two times|three times|again|in error|by mistake)|double[- ](?:charged?|billed|billing|payment|debit)|over-?charged|unauthori[sz]ed (?:charge|payment|transaction|debit|access|withdrawal|transfer)s?|(?:refund|payment|money|salary|wages?|pension|deposit|payout|transfer|funds|benefits?)(?: \S+){0,5} (?:never (?:arrived|came|landed)|(?:hasn't|haven't|not|not yet|still hasn't|didn't) (?:arrived?|come|been (?:paid|received|credited)|landed|shown?|reach\w*)|missing|gone|disappeared|vanished|stopped|lost|frozen|stuck|held|withheld|bounced)",
        r"(?:account|card|cards|funds|balance|money) (?:is |are |was |were |has been |have been |got |now )*(?:frozen|blocked|emptied|empty|stolen|cloned|maxed|hacked|compromised|locked|overdrawn|drained|missing)|stolen (?:card|phone|identity|purse|wallet|laptop)|(?:card|phone|laptop|wallet|passport|purse|identity|parcel|bike|car|van) (?:was |has been |were |got |is )?stolen|lost my (?:card|passport|phone|wallet)|identity theft|fraud(?:ulent\w*|sters?)?|scam(?:med|mer|mers)?|phish\w+|chargeback|bailiffs?|repossess\w*|default(?:ed)? (?:notice|on)|penalt(?:y|ies)|fined|late fees?|lose (?:my|our|the|by|it|£|\$|€|everything|thousands)|losing (?:money|customers|sales|thousands)|cost(?:s|ing)? us|out of pocket|who owes|becomes a [£$€][\d,]+|uninsured",
        near(
            r"[£$€] ?\d{1,3}(?:,\d{3})+|[£$€] ?\d{4,}|\d+(?:,\d{3})* (?:euros?|dollars?|pounds?)",
            r"(?:gone|missing|vanish\w*|disappear\w*|wrong|never|not (?:mine|arrived|received)|didn't|haven't|lost|lose|error|debited|taken|charged|fraud|nowhere|owes?|stuck|demand\w*|want)",
            60,
        ),
    ),
    rule(
        "exposed",
        near(
            r"(?:patient|customers?|clients?|employees?|staff|personal|medical|health|confidential|private|student|bank|payroll|salary|someone else's|other people's|another (?:customer|patient|client|person|tenant)'s|stranger's|everyone's)(?: \S+){0,2} (?:data|details|records?|files?|information|names|addresses|documents?|photos|results|statements?|invoices?|list|account|emails?|letters?|passports?)",
            r"(?:exposed|visible|public(?:ly)?|leak\w*|anyone|open to|see|sent to|shared|accessible|wrong (?:person|recipient|address|email)|unprotected|google|without (?:a )?(?:login|password)|show(?:s|ing|n)|got|received|posted|unlocked|lost|left)",
            60,
        ),
        r"(?:leaked|exposed) (?:data|passwords?|keys?|credentials?)|data (?:breach|leak|loss)|(?:api|private|secret|access) keys? (?:\S+ ){0,4}(?:public|exposed|leaked|github|committed)|password(?:s)? (?:\S+ ){0,3}(?:leaked|exposed|stolen|visible|plain ?text)|(?:clicked|entered|typed|gave|read out) (?:\S+ ){0,6}(?:link|password|code|pin|details)[^.\n]{0,60}(?:fake|scam|phish\w*|suspicious|weird|wrong|not you|realised)|(?:login|sign-in|logged in|access) from (?:\S+ ){0,3}(?:russia|china|vietnam|nigeria|another country|abroad|unknown|a (?:device|place|city|country)|somewhere)|(?:not me|wasn't me|never requested|didn't request)|(?:lost|deleted|wiped|erased|gone|vanished|missing|corrupt\w*|overwritten)(?: \S+){0,4} (?:files?|data|photos?|backups?|records?|database|documents?|work|history|years)|(?:files?|data|photos|backups?|records|database|documents|folders?|history)(?: \S+){0,4} (?:lost|deleted|wiped|erased|gone|vanished|missing|corrupt\w*|empty|overwritten)|identity (?:theft|stolen)|someone else's (?:name|account|medical|card)|data at risk",
        r"(?:safety|health) (?:risk|hazard|concern)|(?:slipped|tripped|scalded|rash|nausea|allergic|injury|injured|leak(?:ing|s)? (?:into|onto|through|water)|water (?:is )?(?:pouring|coming|dripping|leaking) (?:in|through|down|from|into)|flood(?:ed|ing)|mould|rats?|asbestos|sharp edges?|recall(?:ed)?|medication|prescription (?:is |was )?(?:wrong|late|missing|not))",
    ),
    rule(
        "trouble",
        r"(?:wrong|broken|faulty|defective|damaged|cracked|missing|incorrect|mistake|error|errors|bug|glitch|issue|problem|fault|fails?|failed|stuck|slow|late|delayed|overdue|lost|misspel\w+|typo|duplicate\w*|mismatch|out of date|outdated|stale|leak\w*|noisy|squeak\w*|rattl\w+|smell(?:s|y)?|stinks?|stench|dirty|filthy|mould\w*|rotten|torn|scratched|dented|loose|wobbl\w+|jammed|flicker\w*|drip\w*|blurry|rotated|upside down|crooked|skipped|cancelled|expired|overcharged|short (?:by|of)|not (?:delivered|received|arrived|shown?|listed|included|updated|match\w*))",
        r"(?:doesn't|does not|didn't|did not|isn't|wasn't|aren't|hasn't|haven't|won't|can't|cannot|never|no longer|stopped|stops) (?:\w+ )?(?:work|match|show|fit|arrive\w*|appear|update\w*|print|open|load|sync|add up|come|came|send|sent|receive\w*|get|got|deliver\w*|reply|replied|answer\w*|wrote|write|call\w*|let|stay|close|display\w*|save|scan|include|remember|recogni\w+|find|change|take)\w*",
        r"(?:an hour|hours?|minutes?|days?) (?:out|off|late)|instead of|supposed to|should (?:have|say|be|read)|used to|keeps? (?:\w+ing|on|sending|asking|calling|playing)|over and over|every time|complain(?:t|ing)?|unacceptable|(?:got|received|came with|sent me|given|delivered) (?:the |a |an |two |three |eleven |\w+ )?(?:wrong|someone else's|different|instead|other)|ordered [^.\n]{3,60}(?:got|received|came|sent)|(?:is|are|was|were) (?:not|n't) (?:what|the|right|mine)|says? (?:\"|'|i'm|i am|that i|my|it's|we)|still (?:says|shows|shown?|waiting|not|no|broken|hasn't|haven't|the same|getting|charging|playing|sending)|it takes|takes (?:\d+|forever|ages|too)|reads? \"|in the (?:canal|wrong|middle)|doubled|went up",
    ),
    rule(
        "request",
        r"(?:please|pls|kindly|could (?:you|somebody|someone|we|i)|can (?:you|somebody|someone|we)|would (?:you|someone|somebody)|i'?d like|we'?d like|i want|we want|i need|we need|need(?:s)? to|want(?:s)? to|wish to|would like|what i'd like|asking (?:for|you)|help (?:me|us|with)?|how do i|how can i|how do we)(?: \S+){0,5}? (?:change|chang\w+|update|amend|correct|fix|repair|replace|exchange|refund|return|cancel|remove|delete|add|split|merge|move|transfer|send|resend|re-?issue|reissue|re-?print|reset|set up|install|book|rebook|reschedule|postpone|arrange|collect|pick up|deliver|issue|provide|check|look (?:into|at)|investigate|confirm|register|renew|extend|upgrade|downgrade|activate|close|open|re-?open|enable|disable|unlock|rename|switch|turn (?:it |this )?(?:off|on|down)|stop|recast|adjust|credit|reimburse|compensat\w+|sort|get|have|put|make|recalculate|reinstate|restore|swap|give|test|calibrate|come|visit|inspect|quote)",
        r"(?:change|update|correct|amend|fix|repair|replace|exchange|refund|cancel|remove|add|resend|reissue|collect|swap|sort|take|put|send)(?: \S+){0,4} (?:please|pls|when (?:you|someone|somebody)|whenever|eventually|next time|away|back|it out|this out|for the coming|at your convenience)|send me|give me (?:a |my )?(?:refund|money|number|credit)|(?:i|we) (?:want|demand|expect|request) (?:a |my |our |an )?(?:refund|replacement|explanation|credit|compensation|repair|return|quote)|(?:we are|we're|i'm|i am|planning|going) (?:\w+ )?(?:moving|relocat\w+|opening|migrat\w+)|(?:refund|replacement|repair|return|quote|quotation|invoice|copy|certificate|statement|reschedul\w+|appointment|cancellation|address change|name change|upgrade) (?:please|request|needed|required|for)|so (?:it|that|the \S+(?: \S+)?) gets? (?:fixed|sorted)|try a different|take it (?:away|off|down|back)|put it back|(?:could|can|would|will) (?:it|this|that|they) be (?:\w+ed|sorted|sent|done|moved|made|changed)",
    ),
    rule(
        "workaround",
        r"work-?around|(?:in the )?mean(?:time|while)[^.\n]{0,40}(?:using|use|can|manage|managing|fine|borrow\w*|spare)|(?:still|otherwise|everything else|the rest) (?:works?|working|usable|fine|ok|okay|functions?|prints?|runs?)|(?:it|they|card|all) (?:scans|lends|works|prints|runs)(?: fine| anyway| otherwise| still|,)|(?:i|we|you|staff|guards|people|skippers|they) (?:can |just |could |will |'ll )?(?:use|used|using|take|let|manage|managed|borrow\w*|switch\w*|work(?:ing)? (?:round|around)|make do|get by|cope)(?: \S+){0,3} (?:instead|anyway|for now|meanwhile|the (?:stairs|old|other|spare|printed|paper|manual|back)|by hand|manually|another|a (?:spare|neighbour\w*|different|second))",
        r"(?:by hand|manually) (?:for now|works|is fine|meanwhile|instead)|(?:have|has|had|got|with|on|using) (?:a |an |our |my |the )?(?:spare|backup|back-up|second one|second \w+|alternative|other one|old one)|for now|on silent|got (?:it|the \S+) (?:\S+ )?(?:up|working|done|sorted|going) (?:in the end|anyway|eventually)|in the end|nobody relies|not (?:relied|affected|a blocker|blocking|a problem|the end of the world|stopping|stopp\w+|hurting)|no (?:real )?(?:impact|harm|damage|inconvenience)|(?:isn't|not|doesn't|no one is) (?:affect\w*|block\w*|stop\w*) (?:us|me|anyone|anything|work|the|our|people|\w+ing)|doesn't (?:matter|bother|affect|stop)|cosmetic|minor|harmless|trivial|small thing|little thing|nit-?pick|only (?:cosmetic|an? (?:eyesore|annoyance|cosmetic))|(?:can|could|will) (?:live with|wait|hold|survive|accept)|other (?:lines?|machines?|printers?|channels?|ones?|sites?|browsers?) (?:are |is |still )?(?:fine|ok|working|run\w*|work)|half full|the other (?:one|two|three|\w+) (?:is|are|works?|still)",
    ),
    rule(
        "calm",
        r"no (?:rush|hurry|urgency|panic|pressure|need to (?:rush|hurry)|time pressure|deadline|particular (?:rush|hurry))|not (?:at all )?(?:urgent|pressing|an emergency|in (?:a|any) (?:rush|hurry)|time[- ]critical|a priority|super urgent|that urgent)|(?:isn't|ain't|nothing|far from|less than|never|hardly|not really|not terribly) (?:urgent|pressing|an emergency)|nothing urgent|non-?urgent|low priority|(?:when(?:ever)?|if) (?:someone|somebody|you|anyone|it|they)(?:'s|'re| is| are| has| have| get| gets|'ve)? (?:\w+ ){0,3}(?:convenient|suits?|a (?:\w+ )?(?:moment|minute|chance|second)|chance|time|free|in the (?:file|area|neighbourhood)|passing)|whenever(?: suits| you like| is fine)?|at (?:your|some) (?:leisure|convenience|point)|take your time|any (?:\w+ )?(?:time|day|period|date|week) (?:is|suits|will|would|works|'s)|on any \w+ day|some ?day|one day|next (?:week|month|quarter|year)(?:'s| is| would be| will be) (?:fine|ok|okay|soon enough)|(?:can|could|will|happy to|it'll|that'll) wait|eventually|the subject line says urgent|it isn't urgent|there's no hurry|not before (?:next|spring|summer|autumn|winter)",
    ),
    rule(
        "solved",
        r"(?:has|have|been|was|is|it's|that's|now|got|all|already|consider\w*|seems?|been fully) (?:now |been |all |already |finally |since |the matter (?:below )?)*(?:resolved|fixed|sorted(?: out)?|solved|dealt with|sorted itself|working (?:again|now|fine|perfectly)|back (?:up|online|to normal|on|again)|up and running|restored|settled|refunded|cleared|unlocked|put right)|works? (?:again|now|perfectly|fine now|like a charm)|(?:it's|we're|i'm|all) (?:back|good(?: now)?|working)(?: again| now)?|no longer (?:a problem|an issue|needed|required|necessary)|(?:problem|issue|case|ticket|matter) (?:solved|closed|over|resolved)|(?:can|may|please|you can) close (?:this|the|my) (?:ticket|case|request)?|(?:nothing|no) (?:further|more|else) (?:from us|needed|required|to do|is needed)|already (?:sorted|fixed|done|arrived|received|solved|resolved|got it)|(?:arrived|turned up|showed up|came) (?:this morning|today|yesterday|after all|in the end|safely|now)|found (?:it|them|him|her) (?:in the end|after all|safe)|disregard|ignore my (?:last|previous|earlier)|false alarm|panic over|never mind|did (?:then )?answer my question|all (?:is )?well now|we're (?:\w+ing) again|thanks to you|you fixed|your (?:engineer|team|colleague|technician) (?:fixed|sorted|solved|came)|safe and (?:sound|well)",
    ),
    rule(
        "unreal",
        r"(?:this|it) (?:was|is) (?:only |just )?(?:a|an) (?:drill|test|exercise|joke|prank|hoax|simulation)|just (?:kidding|joking|a (?:joke|drill|test))|only (?:joking|kidding)|(?:joking|kidding) aside|tongue in cheek|(?:test|training) (?:message|exercise|scenario)|(?:planned|fire|safety|evacuation) drill|(?:my|a|his|her|the|our) (?:novel|screenplay|short story|thriller|play|film|movie|game|podcast|quiz|thesis|dissertation|essay|homework|school project|crossword)|(?:pub |table)?quiz|school project|for a (?:story|novel|thesis|school|class|documentary)|hypothetical\w*|april fool\w*|(?:metaphor|figure of speech)|formal grievance|i (?:nearly|almost) died (?:of|from|laughing)|died (?:laughing|of laughter|of embarrassment)|to die for|dying to (?:try|know|see)|killing it|killer (?:feature|app|deal|look)|on fire (?:lately|today|this)|(?:in|from) (?:chapter|episode|season) \w+",
    ),
    rule(
        "marketing",
        r"unsubscribe|(?:\d+ ?% off|\d+ ?% discount)|limited[- ]time|(?:offer|sale|deal|promotion|discount|early bird)s?(?: \S+){0,2} (?:ends?|expires?|closes?|valid)|special offer|exclusive (?:offer|deal|discount)|act now|last chance|don't miss (?:out|this)|buy now|order now|sign up (?:now|today)|book (?:a|your) (?:demo|call|free)|free (?:trial|audit|quote|consultation|webinar|shipping|assessment)|webinar|newsletter|(?:we|our company|our team) (?:help|helps|offer|offers|provide|provides|speciali[sz]e\w*) (?:\w+ ){0,3}(?:businesses|companies|brands|firms|clients|organi[sz]ations|teams|merchants)|(?:boost|increase|double|grow|skyrocket) your (?:sales|traffic|revenue|ranking|leads|business|roi)|(?:seo|backlinks?|guest post|lead generation|cold outreach)|would you be open to|quick (?:15|20|30)[- ]?min\w*|partnership opportunit\w+|(?:promo|discount|coupon|voucher) code|black friday|cyber monday|congratulations,? you|click (?:here|below) to|view (?:this email )?in (?:your )?browser|our new (?:range|collection|menu|brochure)",
    ),
    rule(
        "automatic",
        r"out of (?:the )?office|auto(?:matic|mated)?[- ]?(?:reply|response|message|acknowledge\w+|generated)|(?:this is an )?automated|do(?: not|n't) reply|no-?reply|mailbox is (?:not|un) ?monitored|not monitored|thank you for (?:contacting|your (?:email|message|enquiry|inquiry|mail)|getting in touch|reaching out)|your (?:message|enquiry|request|email|mail) has been (?:received|placed|queued|logged|forwarded)|(?:we|i) (?:have received|acknowledge|will (?:respond|reply|get back)) (?:\S+ ){0,4}(?:within|as soon as|working days|your)|on (?:annual |maternity |parental |sick )?leave (?:until|from|and)|i am (?:currently )?away (?:until|from)|delivery (?:status notification|has failed)|undeliverable|read receipt|(?:backup|job|build|scan|sync|report) (?:completed|succeeded|finished)(?: successfully| without)?|(?:0|no|zero) (?:errors|failures|issues|warnings)|no action (?:is )?(?:needed|required)|for (?:your )?(?:information|records|reference)(?: only)?|fyi|nothing (?:is )?(?:needed|required|to do|for you to do)|no (?:reply|response|answer) (?:is )?(?:needed|required|necessary|expected)|(?:scheduled|planned|routine) maintenance (?:window|notice|will|on)",
    ),
    rule(
        "praise",
        r"thank(?:s| you)|love(?:d|ly)?|great (?:job|service|work|team)|brilliant|fantastic|wonderful|excellent|amazing|delight\w*|appreciat\w*|grateful|kudos|well done|bravo|five stars|5 stars|bless|hats off|compliments?|praise|impressed|best (?:\w+ )?ever|a joy|blissful|hooray|made my (?:day|week)|proud|pride|happy (?:customer|birthday)|congratulations|just (?:had to|wanted to|calling to|writing to) (?:ring |say|tell|let you)|nice touch|superb|splendid|never seen the like|quite good|perfect(?:ly)?",
    ),
    rule(
        "idea",
        r"(?:would|might|could|it'd) (?:be|make) (?:\w+ )?(?:nice|good|great|handy|lovely|useful|cool|fun|better|helpful)|suggest(?:ion|ed)?|feature request|wish ?list|have you (?:ever )?(?:considered|thought)|how about|why not|(?:could|might|may|would|will) (?:a |the |your )?(?:future|next|later|coming)|in (?:a )?future (?:edition|version|release|update)|idea:|an idea|did you know|just (?:curious|wondering|an idea|a thought|saying|recording|venting)|out of (?:curiosity|interest)|for history|i'm only|purely (?:curious|out)|food for thought|wondering (?:if|whether|why|what|how)|curious|trivia|would love (?:to see|it if|a)|please (?:never|don't ever|consider (?:adding|a))",
    ),
    rule(
        "repeat",
        r"(?:third|3rd|fourth|4th|fifth|5th|sixth|6th|seventh|tenth|umpteenth|nth) (?:time|call|e-?mail|message|mail|letter|contact|attempt|request|ticket|reminder|go|chase|complaint|go round)|(?:three|four|five|six|seven|eight|nine|ten|3|4|5|6|7|8|9|10|several|many|countless|multiple) (?:times|calls|e-?mails|messages|letters|tickets|reminders) (?:now|already|so far|about|and (?:still|no|nothing)|later|to|unanswered|with(?:out)?|ignored)|(?:called|emailed|written|rung|phoned|asked|contacted|reported|chased|messaged)(?: \S+){0,3} (?:three|four|five|six|seven|3|4|5|6|7|several|many|countless|multiple) times",
    ),
    rule(
        "again",
        r"(?:second|2nd) (?:time|call|e-?mail|message|letter|contact|attempt|request|reminder)|asking again|writing again|me again|still (?:no (?:reply|answer|response|word|news)|waiting|nothing|not (?:fixed|resolved))|no (?:reply|response|answer) (?:to|since|so far|yet)|(?:asked|wrote|called|emailed|rang) (?:you |already )?(?:yesterday|last week|before|twice|already|on monday|on tuesday|on wednesday|on thursday|on friday)|chasing|follow(?:ing)?[- ]up (?:on|again)|as (?:i|we) (?:said|wrote|reported)",
    ),
    rule(
        "waiting",
        r"(?:for|waiting|waited|already|been|it's) (?:\w+ ){0,3}(?:\d+|two|three|four|five|six|seven|eight|nine|ten|several|whole|entire|a) (?:hours?|days?|weeks?|months?)(?: now| already)?|since (?:mon|tues|wednes|thurs|fri|satur|sun)day|since (?:last )?(?:yesterday|week|month)",
    ),
)

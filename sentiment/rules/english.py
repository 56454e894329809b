"""English words for harm and need. Tone is not among them, by intent."""

from __future__ import annotations

from sentiment.rules.english_ease import EASE
from sentiment.rules.english_words import (
    ASKED,
    ASSET,
    BUSINESS,
    CANT,
    DO,
    DOWN,
    FAILS,
    FRAIL,
    HURT,
    INTRUDER,
    LOSS,
    SOON,
    STEALING,
    TASK,
    VITAL,
    WHOLE,
)
from sentiment.rules.rule import near, rule

HARMS = (
    rule(
        "danger",
        r"(?:can(?:'t|not| barely| hardly)|struggl\w+ to|stopped|isn't|not|difficulty"
        r"|trouble|hard to) breath\w*|won't wake(?: up)?|not waking(?: up)?"
        r"|unconscious|unresponsive|passed out|seizures?|convuls\w+",
        r"chest pains?|heart attack|having a stroke|bleeding (?:out|heavily|badly"
        r"|a lot)|won't stop bleeding|overdos\w+|suicid\w+|kill(?:ing)? (?:myself"
        r"|himself|herself|themselves)|end(?:ing)? (?:my|it all|his|her) life"
        r"|don't want to (?:live|be here anymore|wake up)",
        r"choking on|suffocat\w+|drowning|drowned|hypothermi\w+|anaphyla\w+"
        r"|severe allergic|throat is (?:closing|swelling)|electrocut\w+|(?:electric"
        r"|getting|got|had) (?:an? )?(?:electric )?shocks? (?:off|from|when)"
        r"|electric shock|live (?:wires?|cables?)|bare (?:wires?|cables?)"
        r"|zapp?(?:s|ed) (?:me|him|her|us|them|my \w+)"
        r"|sparks? (?:are|coming|flying|from|out|shoot\w*|shot)|sparking|arcing"
        r"|spark(?:s|ed) (?:when|whenever|if|every time|and|inside|under|behind|again)"
        r"|batter(?:y|ies) (?:is |are |has |have |was |started )*(?:swollen|swelling"
        r"|swelled|bulging|hissing|melting|melted|smoking)",
        r"(?:is|are|'s|caught|on) fire(?! (?:sale|drill|stick))|flames|smoke (?:is "
        r"|was )?(?:coming|pouring|filling|rising|everywhere)|smok(?:ing|es) (?:and"
        r"|from)|full of smoke|smell(?:s|ing)?(?: of| like)? (?:gas|burning|smoke)"
        r"|gas (?:leak\w*|smell)|burning smell|monoxide(?! (?:detector"
        r"|alarm)s? (?:order|price|cost))|explod\w+|explosion|about to (?:blow|burst"
        r"|collapse|explode)",
        r"trapped (?:in|inside|under|on|between|behind)|food poisoning|poisoned"
        r"|toxic fumes|chemical (?:spill|burn)s?|sos\b|may ?day|life[- ]threatening"
        r"|in danger|unsafe to breathe|roof (?:is )?(?:coming|caving)|ceiling (?:is "
        r"|has )?(?:coming down|collaps\w+|caved)|wall (?:is )?collaps\w+",
        r"broken into|breaking in|break-in (?:right )?now|prowler"
        r"|someone (?:is )?(?:outside|inside|in) (?:my|our|the) (?:door|house|window"
        r"|flat|home|building)|stalk(?:er|ing)|following me|threaten\w+ (?:to (?:kill"
        r"|hurt|shoot|burn)|me with)|(?:has|with) a (?:gun|knife|weapon)|gunshots?"
        r"|being attacked|assaulted|hostage|domestic violence|violent ex",
        near(
            r"(?:brakes?|steering|accelerator)",
            r"(?:fail\w*|gone|stopped|no response|not work\w*|cut out|nothing)",
            30,
        ),
        near(VITAL, FAILS, 45),
        near(r"\b" + FRAIL + r"\b", r"\b" + HURT + r"\b", 25),
        near(
            r"(?:no (?:heat(?:ing)?|power|electricity|water|oxygen|medication|meds)"
            r"|without (?:heat(?:ing)?|power|oxygen|insulin|medication))",
            r"(?:baby|newborn|infant|oxygen|elderly|frail|-\d+|minus \w+|dialysis"
            r"|asthma\w*|care home|nursing home|incubator)",
            60,
        ),
        near(
            r"(?:allerg\w+|peanut|nuts?|contaminat\w+|wrong (?:dose|blood|medication"
            r"|medicine|drug|tablets?|pills?|strength)|double (?:dose|strength)"
            r"|ten times the)",
            r"(?:swell\w+|hospital|ate|eaten|swallow\w+|took|taken|given|giving|served"
            r"|feeding|school|patients?|children|inject\w+|dispens\w+|label\w*)",
            60,
        ),
    ),
    rule(
        "theft",
        near(INTRUDER, STEALING, 20),
        rf"(?:watch(?:ing)?|see(?:ing)?|looking at) {INTRUDER} (?:\w+ )?(?:chang|mov|draw"
        r"|transfer"
        r"|delet|export|download|forward|add|empty|encrypt)\w*ing",
        near(STEALING, ASSET, 40),
        r"ransom(?:ware)?|(?:files|servers?|drives?|everything|data) (?:are |is "
        r"|has been |have been |were |being |got )*(?:encrypted|renamed)|(?:account"
        r"|money|funds|card|wallet) (?:is|are|was)? ?being (?:drained|emptied|used"
        r"|charged|hacked)|(?:another|a new|more|a (?:second|third|fourth"
        r"|fifth)) (?:transfer|payment|withdrawal|charge|transaction)s? (?:just|has|is"
        r"|went|while|every)",
        r"(?:transactions?|charges?|withdrawals?|transfers?|payments?) (?:i"
        r"|we) (?:didn't|did not|never|haven't) (?:make|made|authori[sz]ed?"
        r"|approved?)[^.\n]{0,60}(?:now|still|more|keep|just|minutes?)|sim[- ]?swap\w*"
        r"|(?:data|records|customers?) (?:is|are) (?:being (?:exported|copied"
        r"|downloaded|leaked)|leaking)|exfiltrat\w+|(?:active|ongoing|live) (?:breach"
        r"|attack|intrusion|hack)|under (?:a )?(?:ddos )?attack|(?:telling|told|making"
        r"|asking|got) (?:him|her|me|them|my \w+) to (?:transfer|move|buy|read out"
        r"|withdraw|send)[^.\n]{0,60}(?:safe account|gift cards?|bitcoin|code|cash"
        r"|money|savings)|scammer (?:is )?on the (?:phone|line)",
        near(
            r"(?:hack(?:ed|er|ers|ing)?|breach(?:ed)?|compromised|intru\w+|fraud\w*"
            r"|scam\w*|phish\w*|stolen)",
            r"(?:right now|as (?:i|we) (?:type|write|speak)|ongoing|still (?:going"
            r"|happening|in|inside|active|logged)|row by row|one (?:by|after)"
            r"|every (?:few )?(?:minutes?|seconds?)|live|keeps?|in progress)",
            70,
        ),
    ),
    rule(
        "stopped",
        near(rf"{WHOLE}(?: \S+){{0,4}} {BUSINESS}", DOWN, 30),
        near(
            r"(?:all|every|entire|whole)(?: \S+){0,3} " + BUSINESS,
            rf"(?:{CANT}|nothing works|zero|lost|black|blank|standing still|sent home"
            rf"|waiting|queu\w+)",
            40,
        ),
        r"(?:production|trading|business|operations?|everything|the (?:line|plant"
        r"|factory|shop floor|whole place|site|hospital|warehouse))(?: (?:has|have|is"
        r"|are|'s|all|completely|now))* (?:stopped|at a (?:standstill|stop|halt)"
        r"|halted|shut down|down|dead|ground to a halt|come to a (?:stop|halt"
        r"|standstill))",
        r"(?:can't|cannot|unable to|no one can|nobody can|not) (?:take|taking|accept"
        r"|accepting|process|processing|sell|selling|serve|trade|trading) (?:any "
        r"|a single |one )?(?:orders?|payments?|cards?|anything|customers?|tickets?"
        r"|calls?|patients?|at all)(?: at all| anywhere)?"
        r"|losing [£$€]?[\d,.]+ ?\w* (?:an|every|per|a) (?:hour|minute)|(?:total"
        r"|complete|full|nation ?wide|company-?wide|site-?wide|major) (?:outage"
        r"|blackout|shutdown|failure)|zero (?:calls|orders|sales|payments)|(?:planes?"
        r"|flights?|trains?|ambulances) (?:are )?grounded|only (?:way|channel"
        r"|place) (?:we|i) (?:sell|take|earn|get)",
    ),
    rule(
        "loss",
        near(LOSS, SOON, 60),
        r"(?:will be|gets?|being|are|is) (?:permanently )?(?:deleted|erased|wiped"
        r"|purged|destroyed|auctioned|crushed|put down) (?:at|in|tonight|today|by"
        r"|within|before)[^.\n]{0,30}",
    ),
    rule(
        "blocked",
        rf"{CANT} (?:even |actually |properly |longer |now |currently "
        rf"|possibly )?{DO}(?: (?:my|our|the|any|in|to|into|it|at all|\w+)){{0,3}}",
        r"locked (?:me |us |him |her )?out(?: of)?|(?:doesn't|does not|won't|will not"
        r"|isn't|not|stopped|no longer|never) (?:work(?:s|ing)?|open(?:s|ing)?"
        r"|load(?:s|ing)?|start(?:s|ing)?|turn(?:s|ing)? on|boot(?:s|ing)?|connect(?:s"
        r"|ing)?|respond(?:s|ing)?|charge|charging|ring|dial|sync|let)(?: at all)?"
        r"|does nothing|nothing (?:works|happens|loads)|(?:is|are|'s|went|gone"
        r"|been) (?:completely |totally |still |all |both )?(?:down|dead|offline"
        r"|frozen|bricked|blocked|suspended|disabled|deactivated|disconnected|cut off"
        r"|switched off|revoked)",
        r"no (?:internet|signal|heating|hot water|running water|water|power"
        r"|electricity|service|broadband|dial tone|connection|access|gas|phone line"
        r"|network)|without (?:internet|heating|hot water|water|power|electricity"
        r"|a phone|a car|broadband)|power (?:cut|outage)|outage|stranded|stuck (?:at"
        r"|in|on|here|outside)|shut out|turned away|refused (?:entry|boarding)|cut off"
        r"|(?:keeps?|kept) (?:crashing|dropping|freezing|failing|rebooting|cutting out"
        r"|logging (?:me|us) out)|drops every|crash(?:es|ed|ing)",
        r"(?:haven't|hasn't|have not|has not) (?:been able|completed|processed|shipped"
        r"|worked|sold|printed|had (?:any )?(?:heat|water|power|internet))|(?:team"
        r"|staff|of us|people|employees|users|students|drivers|nurses|clerks"
        r"|agents) (?:are |is |all )*(?:idle|sitting|waiting|stuck|locked|standing"
        r"|unable|blocked|can't)|(?:can't|cannot|couldn't) (?:work|operate|function"
        r"|do (?:my|our) jobs?)|double[- ]booked|missed (?:my|our|the) (?:flight|train"
        r"|appointment|connection|wedding|exam)|evict\w*|homeless|nowhere to (?:sleep"
        r"|stay|go)",
        r"(?:error|fails?|failed|failure|rejected|denied|declined"
        r"|refused)[^.\n]{0,40}(?:every (?:time|one|single)|all|each)|(?:all"
        r"|every(?: single)?|both|each) (?:\S+ ){1,3}(?:fail\w*|reject\w*|error\w*"
        r"|declin\w*|bounc\w*|blank|frozen|just sits?|greyed|black)",
    ),
    rule(
        "money",
        r"(?:charged|billed|debited|taken|deducted|paid|withdrawn)(?: me| us| my \w+"
        r"| our \w+)?(?: for it)? (?:twice|double|two times|three times|again|in error"
        r"|by mistake)|double[- ](?:charged?|billed|billing|payment|debit)"
        r"|over-?charged|unauthori[sz]ed (?:charge|payment|transaction|debit|access"
        r"|withdrawal|transfer)s?|(?:refund|payment|money|salary|wages?|pension"
        r"|deposit|payout|transfer|funds|benefits?)(?: \S+){0,5} (?:never (?:arrived"
        r"|came|landed)|(?:hasn't|haven't|not|not yet|still hasn't|didn't) (?:arrived?"
        r"|come|been (?:paid|received|credited)|landed|shown?|reach\w*)|missing|gone"
        r"|disappeared|vanished|stopped|lost|frozen|stuck|held|withheld|bounced)",
        r"(?:account|card|cards|funds|balance|money) (?:is |are |was |were |has been "
        r"|have been |got |now )*(?:frozen|blocked|emptied|empty|stolen|cloned|maxed"
        r"|hacked|compromised|locked|overdrawn|drained|missing)|stolen (?:card|phone"
        r"|identity|purse|wallet|laptop)|(?:card|phone|laptop|wallet|passport|purse"
        r"|identity|parcel|bike|car|van) (?:was |has been |were |got |is )?stolen"
        r"|lost my (?:card|passport|phone|wallet)|identity theft|fraud(?:ulent\w*"
        r"|sters?)?|scam(?:med|mer|mers)?|phish\w+|chargeback|bailiffs?|repossess\w*"
        r"|default(?:ed)? (?:notice|on)|penalt(?:y|ies)|fined|late fees?|lose (?:my"
        r"|our|the|by|it|£|\$|€|everything|thousands)|losing (?:money|customers|sales"
        r"|thousands)|cost(?:s|ing)? us|out of pocket|who owes|becomes a [£$€][\d,]+"
        r"|uninsured",
        near(
            r"[£$€] ?\d{1,3}(?:,\d{3})+|[£$€] ?\d{4,}|\d+(?:,\d{3})* (?:euros?"
            r"|dollars?|pounds?)",
            r"(?:gone|missing|vanish\w*|disappear\w*|wrong|never|not (?:mine|arrived"
            r"|received)|didn't|haven't|lost|lose|error|debited|taken|charged|fraud"
            r"|nowhere|owes?|stuck|demand\w*|want)",
            60,
        ),
    ),
    rule(
        "exposed",
        near(
            r"(?:patient|customers?|clients?|employees?|staff|personal|medical|health"
            r"|confidential|private|student|bank|payroll|salary|someone else's"
            r"|other people's|another (?:customer|patient|client|person|tenant)'s"
            r"|stranger's|everyone's)(?: \S+){0,2} (?:data|details|records?|files?"
            r"|information|names|addresses|documents?|photos|results|statements?"
            r"|invoices?|list|account|emails?|letters?|passports?)",
            r"(?:exposed|visible|public(?:ly)?|leak\w*|anyone|open to|see|sent to"
            r"|shared|accessible|wrong (?:person|recipient|address|email)|unprotected"
            r"|google|without (?:a )?(?:login|password)|show(?:s|ing|n)|got|received"
            r"|posted|unlocked|lost|left)",
            60,
        ),
        r"(?:leaked|exposed) (?:data|passwords?|keys?|credentials?)|data (?:breach"
        r"|leak|loss)|(?:api|private|secret|access) keys? (?:\S+ ){0,4}(?:public"
        r"|exposed|leaked|github|committed)|password(?:s)? (?:\S+ ){0,3}(?:leaked"
        r"|exposed|stolen|visible|plain ?text)|(?:clicked|entered|typed|gave"
        r"|read out) (?:\S+ ){0,6}(?:link|password|code|pin"
        r"|details)[^.\n]{0,60}(?:fake|scam|phish\w*|suspicious|weird|wrong|not you"
        r"|realised)|(?:login|sign-in|logged in|access) from (?:\S+ ){0,3}(?:russia"
        r"|china|vietnam|nigeria|another country|abroad|unknown|a (?:device|place|city"
        r"|country)|somewhere)|(?:not me|wasn't me|never requested|didn't request)"
        r"|(?:lost|deleted|wiped|erased|gone|vanished|missing|corrupt\w*"
        r"|overwritten)(?: \S+){0,4} (?:files?|data|photos?|backups?|records?|database"
        r"|documents?|work|history|years)|(?:files?|data|photos|backups?|records"
        r"|database|documents|folders?|history)(?: \S+){0,4} (?:lost|deleted|wiped"
        r"|erased|gone|vanished|missing|corrupt\w*|empty|overwritten)"
        r"|identity (?:theft|stolen)|someone else's (?:name|account|medical|card)"
        r"|data at risk",
        r"(?:safety|health) (?:risk|hazard|concern)|(?:slipped|tripped|scalded|rash"
        r"|nausea|allergic|injury|injured|leak(?:ing|s)? (?:into|onto|through|water)"
        r"|water (?:is )?(?:pouring|coming|dripping|leaking) (?:in|through|down|from"
        r"|into)|flood(?:ed|ing)|mould|rats?|asbestos|sharp edges?|recall(?:ed)?"
        r"|medication|prescription (?:is |was )?(?:wrong|late|missing|not))",
    ),
    rule(
        "trouble",
        r"(?:wrong|broken|faulty|defective|damaged|cracked|missing|incorrect|mistake"
        r"|error|errors|bug|glitch|issue|problem|fault|fails?|failed|stuck|slow|late"
        r"|delayed|overdue|lost|misspel\w+|typo|duplicate\w*|mismatch|out of date"
        r"|outdated|stale|leak\w*|noisy|squeak\w*|rattl\w+|smell(?:s|y)?|stinks?"
        r"|stench|dirty|filthy|mould\w*|rotten|torn|scratched|dented|loose|wobbl\w+"
        r"|jammed|flicker\w*|drip\w*|blurry|rotated|upside down|crooked|skipped"
        r"|cancelled|expired|overcharged|short (?:by|of)|not (?:delivered|received"
        r"|arrived|shown?|listed|included|updated|match\w*))",
        r"(?:doesn't|does not|didn't|did not|isn't|wasn't|aren't|hasn't|haven't|won't"
        r"|can't|cannot|never|no longer|stopped|stops) (?:\w+ )?(?:work|match|show|fit"
        r"|arrive\w*|appear|update\w*|print|open|load|sync|add up|come|came|send|sent"
        r"|receive\w*|get|got|deliver\w*|reply|replied|answer\w*|wrote|write|call\w*"
        r"|let|stay|close|display\w*|save|scan|include|remember|recogni\w+|find|change"
        r"|take)\w*",
        r"(?:an hour|hours?|minutes?|days?) (?:out|off|late)|instead of|supposed to"
        r"|should (?:have|say|be|read)|used to|keeps? (?:\w+ing|on|sending|asking"
        r"|calling|playing)|over and over|every time|complain(?:t|ing)?|unacceptable"
        r"|(?:got|received|came with|sent me|given|delivered) (?:the |a |an |two "
        r"|three |\w+ )?(?:wrong|someone else's|different|instead|other)"
        r"|ordered [^.\n]{3,60}(?:got|received|came|sent)|(?:is|are|was|were) (?:not"
        r"|n't) (?:what|the|right|mine)|says? (?:\"|'|i'm|i am|that i|my|it's|we)"
        r"|still (?:says|shows|shown?|waiting|not|no|broken|hasn't|haven't|the same"
        r"|getting|charging|playing|sending)|it takes|takes (?:\d+|forever|ages|too)"
        r"|reads? \"|in the wrong|doubled|went up",
    ),
    rule(
        "request",
        rf"{ASKED}(?!have|get|make|test|open|quote){TASK}(?= )",
        r"(?:could (?:you|somebody|someone|we|i)|can (?:you|somebody"
        r"|someone|we)|would (?:you|someone|somebody)|i'?d like|we'?d like|i want"
        r"|we want|i need|we need|need(?:s)? to|want(?:s)? to|wish to|would like"
        r"|what i'd like|asking (?:for|you)|help (?:me|us|with)?|how do i|how can i"
        rf"|how do we)(?: \S+){{0,5}}? {TASK}",
        r"(?:change|update|correct|amend|fix|repair|replace|exchange|refund|cancel"
        r"|remove|add|resend|reissue|collect|swap|sort|take|put"
        r"|send)(?: \S+){0,4} (?:please|pls|when (?:you|someone|somebody)|whenever"
        r"|eventually|next time|away|back|it out|this out|for the coming"
        r"|at your convenience)|send me|give me (?:a |my )?(?:refund|money|number"
        r"|credit)|(?:i|we) (?:want|demand|expect|request) (?:a |my |our "
        r"|an )?(?:refund|replacement|explanation|credit|compensation|repair|return"
        r"|quote)|(?:we are|we're|i'm|i am|planning|going) (?:\w+ )?(?:moving"
        r"|relocat\w+|opening|migrat\w+)|(?:refund|replacement|repair|return|quote"
        r"|quotation|invoice|copy|certificate|statement|reschedul\w+|appointment"
        r"|cancellation|address change|name change|upgrade) (?:please|request|needed"
        r"|required|for)|so (?:it|that|the \S+(?: \S+)?) gets? (?:fixed|sorted)"
        r"|try a different|take it (?:away|off|down|back)|put it back|(?:could|can"
        r"|would|will) (?:it|this|that|they) be (?:\w+ed|sorted|sent|done|moved|made"
        r"|changed)",
    ),
)
RULES = HARMS + EASE

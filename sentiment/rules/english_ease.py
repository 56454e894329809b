"""English words for relief, repetition, waiting, and for what is not meant so."""

from __future__ import annotations

from sentiment.rules.rule import rule

EASE = (
    rule(
        "workaround",
        r"work-?around|(?:in the )?mean(?:time|while)[^.\n]{0,40}(?:using|use|can"
        r"|manage|managing|fine|borrow\w*|spare)|(?:still|otherwise|everything else"
        r"|the rest) (?:works?|working|usable|fine|ok|okay|functions?|prints?|runs?)"
        r"|(?:it|they|card|all) (?:scans|lends|works|prints|runs)(?: fine| anyway"
        r"| otherwise| still|,)|(?:i|we|you|staff|guards|people|skippers|they) (?:can "
        r"|just |could |will |'ll )?(?:use|used|using|take|let|manage|managed"
        r"|borrow\w*|switch\w*|work(?:ing)? (?:round|around)|make do|get by"
        r"|cope)(?: \S+){0,3} (?:instead|anyway|for now|meanwhile|the (?:stairs|old"
        r"|other|spare|printed|paper|manual|back)|by hand|manually|another|a (?:spare"
        r"|neighbour\w*|different|second))",
        r"(?:by hand|manually) (?:for now|works|is fine|meanwhile|instead)|(?:have|has"
        r"|had|got|with|on|using) (?:a |an |our |my |the )?(?:spare|backup|back-up"
        r"|second one|second \w+|alternative|other one|old one)|for now|on silent"
        r"|got (?:it|the \S+) (?:\S+ )?(?:up|working|done|sorted|going) (?:in the end"
        r"|anyway|eventually)|in the end|nobody relies|not (?:relied|affected"
        r"|a blocker|blocking|a problem|the end of the world|stopping|stopp\w+"
        r"|hurting)|no (?:real )?(?:impact|harm|damage|inconvenience)|(?:isn't|not"
        r"|doesn't|no one is) (?:affect\w*|block\w*|stop\w*) (?:us|me|anyone|anything"
        r"|work|the|our|people|\w+ing)|doesn't (?:matter|bother|affect|stop)|cosmetic"
        r"|minor|harmless|trivial|small thing|little thing|nit-?pick|only (?:cosmetic"
        r"|an? (?:eyesore|annoyance|cosmetic))|(?:can|could|will) (?:live with|wait"
        r"|hold|survive|accept)|other (?:lines?|machines?|printers?|channels?|ones?"
        r"|sites?|browsers?) (?:are |is |still )?(?:fine|ok|working|run\w*|work)"
        r"|half full|the other (?:one|two|three|\w+) (?:is|are|works?|still)",
    ),
    rule(
        "calm",
        r"no (?:rush|hurry|urgency|panic|pressure|need to (?:rush|hurry)|time pressure"
        r"|deadline|particular (?:rush|hurry))|not (?:at all )?(?:urgent|pressing"
        r"|an emergency|in (?:a|any) (?:rush|hurry)|time[- ]critical|a priority"
        r"|super urgent|that urgent)|(?:isn't|ain't|nothing|far from|less than|never"
        r"|hardly|not really|not terribly) (?:urgent|pressing|an emergency)"
        r"|nothing urgent|non-?urgent|low priority|(?:when(?:ever)?|if) (?:someone"
        r"|somebody|you|anyone|it|they)(?:'s|'re| is| are| has| have| get| gets"
        r"|'ve)? (?:\w+ ){0,3}(?:convenient|suits?|a (?:\w+ )?(?:moment|minute|chance"
        r"|second)|chance|time|free|in the (?:file|area|neighbourhood)|passing)"
        r"|whenever(?: suits| you like| is fine)?|at (?:your|some) (?:leisure"
        r"|convenience|point)|take your time|any (?:\w+ )?(?:time|day|period|date"
        r"|week) (?:is|suits|will|would|works|'s)|on any \w+ day|some ?day|one day"
        r"|next (?:week|month|quarter|year)(?:'s| is| would be| will be) (?:fine|ok"
        r"|okay|soon enough)|(?:can|could|will|happy to|it'll|that'll) wait|eventually"
        r"|it isn't urgent|there's no hurry"
        r"|not before (?:next|spring|summer|autumn|winter)",
    ),
    rule(
        "solved",
        r"(?:has|have|been|was|is|it's|that's|now|got|all|already|consider\w*|seems?"
        r"|been fully) (?:now |been |all |already |finally |since "
        r"|the matter (?:below )?)*(?:resolved|fixed|sorted(?: out)?|solved|dealt with"
        r"|sorted itself|working (?:again|now|fine|perfectly)|back (?:up|online"
        r"|to normal|on|again)|up and running|restored|settled|refunded|cleared"
        r"|unlocked|put right)|works? (?:again|now|perfectly|fine now|like a charm)"
        r"|(?:it's|we're|i'm|all) (?:back|good(?: now)?|working)(?: again| now)?"
        r"|no longer (?:a problem|an issue|needed|required|necessary)|(?:problem|issue"
        r"|case|ticket|matter) (?:solved|closed|over|resolved)|(?:can|may|please"
        r"|you can) close (?:this|the|my) (?:ticket|case|request)?|(?:nothing"
        r"|no) (?:further|more|else) (?:from us|needed|required|to do|is needed)"
        r"|already (?:sorted|fixed|done|arrived|received|solved|resolved|got it)"
        r"|(?:arrived|turned up|showed up|came) (?:this morning|today|yesterday"
        r"|after all|in the end|safely|now)|found (?:it|them|him|her) (?:in the end"
        r"|after all|safe)|disregard|ignore my (?:last|previous|earlier)|false alarm"
        r"|panic over|never mind|did (?:then )?answer my question|all (?:is )?well now"
        r"|we're (?:\w+ing) again|thanks to you|you fixed|your (?:engineer|team"
        r"|colleague|technician) (?:fixed|sorted|solved|came)|safe and (?:sound|well)",
    ),
    rule(
        "unreal",
        r"(?:this|it) (?:was|is) (?:only |just )?(?:a|an) (?:drill|test|exercise|joke"
        r"|prank|hoax|simulation)|just (?:kidding|joking|a (?:joke|drill|test))"
        r"|only (?:joking|kidding)|(?:joking|kidding) aside|tongue in cheek|(?:test"
        r"|training) (?:message|exercise|scenario)|(?:planned|fire|safety"
        r"|evacuation) drill|(?:my|a|his|her|the|our) (?:novel|screenplay|short story"
        r"|thriller|play|film|movie|game|podcast|quiz|thesis|dissertation|essay"
        r"|homework|school project|crossword)|(?:pub |table)?quiz|school project"
        r"|for a (?:story|novel|thesis|school|class|documentary)|hypothetical\w*"
        r"|april fool\w*|(?:metaphor|figure of speech)|i (?:nearly"
        r"|almost) died (?:of|from|laughing)|died (?:laughing|of laughter"
        r"|of embarrassment)|to die for|dying to (?:try|know|see)|killing it"
        r"|killer (?:feature|app|deal|look)|on fire (?:lately|today|this)|(?:in"
        r"|from) (?:chapter|episode|season) \w+",
    ),
    rule(
        "marketing",
        r"unsubscribe|(?:\d+ ?% off|\d+ ?% discount)|limited[- ]time|(?:offer|sale"
        r"|deal|promotion|discount|early bird)s?(?: \S+){0,2} (?:ends?|expires?"
        r"|closes?|valid)|special offer|exclusive (?:offer|deal|discount)|act now"
        r"|last chance|don't miss (?:out|this)|buy now|order now|sign up (?:now|today)"
        r"|book (?:a|your) (?:demo|call|free)|free (?:trial|audit|quote|consultation"
        r"|webinar|shipping|assessment)|webinar|newsletter|(?:we|our company"
        r"|our team) (?:help|helps|offer|offers|provide|provides"
        r"|speciali[sz]e\w*) (?:\w+ ){0,3}(?:businesses|companies|brands|firms|clients"
        r"|organi[sz]ations|teams|merchants)|(?:boost|increase|double|grow"
        r"|skyrocket) your (?:sales|traffic|revenue|ranking|leads|business|roi)|(?:seo"
        r"|backlinks?|guest post|lead generation|cold outreach)|would you be open to"
        r"|quick (?:15|20|30)[- ]?min\w*|partnership opportunit\w+|(?:promo|discount"
        r"|coupon|voucher) code|black friday|cyber monday|congratulations,? you"
        r"|click (?:here|below) to|view (?:this email )?in (?:your )?browser"
        r"|our new (?:range|collection|menu|brochure)",
    ),
    rule(
        "automatic",
        r"out of (?:the )?office|auto(?:matic|mated)?[- ]?(?:reply|response|message"
        r"|acknowledge\w+|generated)|(?:this is an )?automated|do(?: not|n't) reply"
        r"|no-?reply|mailbox is (?:not|un) ?monitored|not monitored"
        r"|thank you for (?:contacting|your (?:email|message|enquiry|inquiry|mail)"
        r"|getting in touch|reaching out)|your (?:message|enquiry|request|email"
        r"|mail) has been (?:received|placed|queued|logged|forwarded)|(?:we"
        r"|i) (?:have received|acknowledge|will (?:respond|reply"
        r"|get back)) (?:\S+ ){0,4}(?:within|as soon as|working days|your)"
        r"|on (?:annual |maternity |parental |sick )?leave (?:until|from|and)"
        r"|i am (?:currently )?away (?:until|from)|delivery (?:status notification"
        r"|has failed)|undeliverable|read receipt|(?:backup|job|build|scan|sync"
        r"|report) (?:completed|succeeded|finished)(?: successfully| without)?|(?:0|no"
        r"|zero) (?:errors|failures|issues|warnings)|no action (?:is )?(?:needed"
        r"|required)|for (?:your )?(?:information|records|reference)(?: only)?|fyi"
        r"|nothing (?:is )?(?:needed|required|to do|for you to do)|no (?:reply"
        r"|response|answer) (?:is )?(?:needed|required|necessary|expected)"
        r"|(?:scheduled|planned|routine) maintenance (?:window|notice|will|on)",
    ),
    rule(
        "praise",
        r"thank(?:s| you)|love(?:d|ly)?|great (?:job|service|work|team)|brilliant"
        r"|fantastic|wonderful|excellent|amazing|delight\w*|appreciat\w*|grateful"
        r"|kudos|well done|bravo|five stars|5 stars|bless|hats off|compliments?|praise"
        r"|impressed|best (?:\w+ )?ever|a joy|blissful|hooray|made my (?:day|week)"
        r"|proud|pride|happy (?:customer|birthday)|congratulations|just (?:had to"
        r"|wanted to|calling to|writing to) (?:ring |say|tell|let you)|nice touch"
        r"|superb|splendid|never seen the like|quite good|perfect(?:ly)?",
    ),
    rule(
        "idea",
        r"(?:would|might|could|it'd) (?:be|make) (?:\w+ )?(?:nice|good|great|handy"
        r"|lovely|useful|cool|fun|better|helpful)|suggest(?:ion|ed)?|feature request"
        r"|wish ?list|have you (?:ever )?(?:considered|thought)|how about|why not"
        r"|(?:could|might|may|would|will) (?:a |the |your )?(?:future|next|later"
        r"|coming)|in (?:a )?future (?:edition|version|release|update)|idea:|an idea"
        r"|did you know|just (?:curious|wondering|an idea|a thought|saying|recording"
        r"|venting)|out of (?:curiosity|interest)|for history|i'm only"
        r"|purely (?:curious|out)|food for thought|wondering (?:if|whether|why|what"
        r"|how)|curious|trivia|would love (?:to see|it if|a)|please (?:never"
        r"|don't ever|consider (?:adding|a))",
    ),
    rule(
        "repeat",
        r"(?:third|3rd|fourth|4th|fifth|5th|sixth|6th|seventh|tenth|umpteenth"
        r"|nth) (?:time|call|e-?mail|message|mail|letter|contact|attempt|request"
        r"|ticket|reminder|go|chase|complaint|go round)|(?:three|four|five|six|seven"
        r"|eight|nine|ten|3|4|5|6|7|8|9|10|several|many|countless|multiple) (?:times"
        r"|calls|e-?mails|messages|letters|tickets|reminders) (?:now|already|so far"
        r"|about|and (?:still|no|nothing)|later|to|unanswered|with(?:out)?|ignored)"
        r"|(?:called|emailed|written|rung|phoned|asked|contacted|reported|chased"
        r"|messaged)(?: \S+){0,3} (?:three|four|five|six|seven|3|4|5|6|7|several|many"
        r"|countless|multiple) times",
    ),
    rule(
        "again",
        r"(?:second|2nd) (?:time|call|e-?mail|message|letter|contact|attempt|request"
        r"|reminder)|asking again|writing again|me again|still (?:no (?:reply|answer"
        r"|response|word|news)|waiting|nothing|not (?:fixed|resolved))|no (?:reply"
        r"|response|answer) (?:to|since|so far|yet)|(?:asked|wrote|called|emailed"
        r"|rang) (?:you |already )?(?:yesterday|last week|before|twice|already"
        r"|on monday|on tuesday|on wednesday|on thursday|on friday)|chasing"
        r"|follow(?:ing)?[- ]up (?:on|again)|as (?:i|we) (?:said|wrote|reported)",
    ),
    rule(
        "waiting",
        r"(?:for|waiting|waited|already|been|it's) (?:\w+ ){0,3}(?:\d+|two|three|four"
        r"|five|six|seven|eight|nine|ten|several|whole|entire|a) (?:hours?|days?"
        r"|weeks?|months?)(?: now| already)?|since (?:mon|tues|wednes|thurs|fri|satur"
        r"|sun)day|since (?:last )?(?:yesterday|week|month)",
    ),
)

/** The workspace in English. The Chinese one must have every word of this one. */

import { calm, library } from "./calm.en";
import { correct } from "./correct.en";
import { quality } from "./quality.en";
import { course, reading } from "./reading.en";

export const en = {
  calm, correct, course, library, quality, reading,
  desk: "Desk", skip: "Skip to reply", skipList: "Skip to the list", tickets: "Tickets", details: "Details", conversation: "Conversation",
  about: "About this ticket", trust: "Trust and connection", retry: "Try again", why: "Why", save: "Save", more: "More",
  noReason: "Reason (optional)", apply: "Apply", you: "You", deskItself: "The desk", unknown: "Unknown",
  number: (n: number) => `V-${n}`,
  views: {
    mine: "Mine", unassigned: "Unassigned", escalated: "Escalated", due: "Due soon", review: "Needs review", all: "All tickets",
    calls: "Calls", dead: "Dead letters", team: "Colleagues", openings: "Openings", quality: "Reading quality",
  },
  queues: { "first-line": "First line", chinese: "Chinese line" } as Record<string, string>,
  search: "Search", searchFor: "Search tickets", clearSearch: "Clear search", live: "live",
  role: { admin: "Administrator", agent: "Agent", auditor: "Auditor", customer: "Customer" } as Record<string, string>,

  list: {
    open: (n: string) => `${n} open`, order: { due: "Due first", urgency: "Most urgent first", new: "Newest first" },
    orderBy: "Order", filters: "Filters", state: "State", done: "Done", any: "All", urgency: "Urgency", channel: "Channel",
    anyUrgency: "Urgency: any", from: (n: number) => `Urgency ≥ ${n}`, anyChannel: "Channel: any",
    groups: { soon: "Due within 2 hours", today: "Today", later: "Later", none: "Nothing due" },
    unassigned: "Unassigned", assignedTo: (name: string) => `Assigned to ${name}`, masked: "Hidden until you confirm that it is you",
    waiting: (n: number) => `${n} new, shown when the pointer rests`, loading: "Loading tickets", onCall: "On a call now", escalated: "Escalated",
    nothing: "No ticket waits for you", nothingMore: (n: number) => `${n} in Unassigned.`, take: "Take the most urgent",
    noMatch: "No ticket matches", clear: "Clear filters", none: "No tickets here", failed: "The list could not be loaded",
    tookNone: "Nobody waits for an assignee.", loadMore: "Load more", due: { "first-reply": "First reply", resolution: "Resolution", stated: "Promise", "call-back": "Call back", refund: "Refund" } as Record<string, string>,
    unread: "not read yet",
  },
  hint: { move: "move", reply: "reply", escalate: "escalate", filter: "filter", keys: "Keys" },

  ticket: {
    choose: "Choose a ticket", chooseMore: "Its conversation, its reasons and its promises appear here.", gone: "This ticket cannot be opened", back: "Back to the list",
    assignee: "Assignee", assign: "Assign", toMe: "To me", nobody: "Nobody", state: "State", priority: "Priority", close: "Close", closeTicket: "Close this ticket",
    escalate: "Escalate", escalateMore: "Raises the priority by one step and puts it in Escalated.", changed: "Changed", proofAll: "Save the proof of all promises",
    earlier: (n: number) => `${n} related ${n === 1 ? "ticket" : "tickets"}`, note: "internal note", reply: "reply", receipt: "Receipt sent", automatic: "Automatic reply: nothing is answered to it",
    quoted: "Earlier text", nothingSaid: "No words in this message.", wordsHidden: "The words are hidden until you confirm that it is you.",
    delivery: { queued: "leaving", sent: "sent", failed: "not delivered", written: "written to the outbox" } as Record<string, string>,
    brokenLine: (what: string, by: string) => `${what} promised by ${by}, not kept`, keptLine: (what: string, by: string) => `${what} promised by ${by}, kept`,
    toneTip: "What the words sound like; it never orders the list.",
    dueUnderstood: (when: string, left: string) => `${when}, in ${left}.`, duePast: (when: string) => `${when}, over.`,
    masked: "Customer data is hidden.", maskedMore: "Confirm that it is you to see names and words.", confirm: "Confirm",
  },
  parts: {
    open: "Open", save: "Save", read: (text: string) => `Text read: “${text}”`, readSure: (sure: string): [string, string] => ["Text read: “", `”, ${sure} sure`], picture: "Picture", loading: "Loading", failed: "This file could not be loaded", whole: "All that was read", sure: "How sure", line: "Line", unsure: "too unsure to move a score",
    facts: { kind: "kind", size: "size", format: "format", taken: "taken", camera: "camera", place: "place", animated: "animated", rotation: "turned clockwise", codes: "codes", "error words": "error words", shows: "what it shows", screenshot: "screenshot", photo: "photo", scan: "scan", "only the first frame was read": "only the first frame was read", "not assessed": "not assessed", "not assessed, the configured weights cannot be used": "not assessed, the configured weights cannot be used", unclear: "unclear", "damaged parcel": "a damaged parcel", "damaged product": "a damaged product", "broken screen": "a broken screen", "error screen": "an error message", receipt: "a receipt", document: "a document", label: "a label", chat: "a chat", "item received": "a product that arrived", "water damage": "water damage", "fire or smoke": "fire or smoke", vehicle: "a vehicle", person: "a person", "something else": "something else" } as Record<string, string>,
  },
  sender: {
    0: "Address only", 1: "Address proved", 2: "Device proved", call: "Caller ID only",
    level: (n: number) => `Level ${n} of 2`,
    means: {
      0: "Anyone can fake an address or a number. May report; may not be told anything stored.",
      1: "The mail is signed by its domain, or came back with our reply token. May open and continue tickets; may not read stored data.",
      2: "A device key that only this person’s browser holds. May read their own data in the portal.",
    } as Record<number, string>,
    reasons: {
      "reply-token": "our signed reply token", "dkim-aligned": "DKIM signature of the same domain", "dmarc-pass": "DMARC passed", "device-key": "device key",
      "caller-id": "caller ID", "from-address": "From address alone", references: "references an earlier mail",
    } as Record<string, string>,
  },
  raised: {
    title: (from: string, to: string) => `Raised one step: ${from} to ${to}`, same: (level: string) => `Escalated at ${level}`, undo: "Undo", agree: "Agree", agreed: "Agreed", voice: "voice", words: "words", clock: "forecast", person: "person",
    voiceNote: "Voice alone can raise one step.", note: "Undo puts the old priority back.",
    urgency: (v: number, line: number) => `Urgency ${v} is at or above ${line}`,
    strain: (v: number, at: string | null) => `Strain of the voice at ${v}${at ? `, from ${at}` : ""}`,
    risk: (v: string) => `${v} chance of missing a promise`, agent: (name: string) => `${name} asked for it`, agentNoName: "A colleague asked for it",
    undone: "Escalation undone", none: "Nothing is escalated here", done: "Escalated",
  },
  compose: {
    answer: "Answer", reply: "Reply", note: "Note", replyTo: (name: string) => `Reply to ${name}`, noteLabel: "Internal note; the customer never sees it", kept: "Draft kept",
    send: "Send", sendSeal: "Send and seal", keepNote: "Keep note", sending: "Sending…", then: "Then", after: { keep: "Then leave it as it is", waiting: "Then wait for the customer", resolved: "Then resolve" },
    found: (n: number) => (n === 1 ? "1 promise found:" : `${n} promises found:`), notSealed: "not sealed", change: "Choose", looking: "Looking for promises…",
    sealThis: (words: string) => `Seal “${words}”`, offline: "No connection: the text is kept as a draft.", kept2: "The text is kept as a draft.",
    sent: "Sent", sentSealed: "Sent and sealed", sentMore: (n: number) => (n === 1 ? "1 promise." : `${n} promises.`), noted: "Note kept",
    faster: (name: string) => `${name} answered while you were writing.`, wrote: (name: string) => `${name} wrote again while you were writing.`, fasterMore: "Yours is kept as a draft. Customers get one answer, not two.", see: "See it", anyway: "Mine still fits", makeNote: "Make mine a note",
    write: "Write to the customer", writeNote: "For colleagues only", closedHint: "Sending opens this ticket again.",
  },
  urgency: {
    title: "Why this urgency", of: "of 100", sure: (p: string, level: string) => `${p} sure that it is ${level.toLowerCase()}`, review: "Needs review", reviewGrave: "There are words of danger in it, and it was not read as urgent. Look at it and say which level it is, with 1 to 4.", reviewMore: "The desk is not sure enough of this level. Look at it and say which it is, with 1 to 4.", sub: { base: "every ticket", learned: "taken together", strain: "at most +15", waiting: "by the clock", relief: "" } as Record<string, string>,
    aloud: (list: string, sum: number) => `Urgency, added up: ${list}; sum ${sum}`, none: "Nothing was read on this ticket yet.", lines: "Dotted: high from 50, critical from 75.", table: "All evidence", kind: "Why", words: "Words", points: "Points",
    noWords: { base: "every ticket starts here", waiting: "by the clock", strain: "the voice", learned: "all the rest taken together" } as Record<string, string>,
  },
  forecast: {
    title: "Forecast", chance: { "first-reply": "chance of missing the first reply", resolution: "chance of missing the resolution", stated: "chance of missing the promise", "call-back": "chance of missing the call", refund: "chance of missing the refund" } as Record<string, string>,
    counted: (missed: number, seen: number) => `Of ${seen} promises like it, ${missed} were missed.`, none: "No history yet: this is the desk’s first guess.",
    alarms: (right: number, all: number) => `Of ${all} such alarms, ${right} were right.`,
    group: (name: string, missed: number, seen: number) => `${name}: ${missed} of ${seen}`, running: (h: string) => `Running for ${h} h.`,
    names: { all: "all of this kind", priority: "this priority", "queue-and-hour": "this queue at this hour" } as Record<string, string>,
  },
  promises: {
    title: "Promises", none: "Nothing is promised yet.", by: { "first-reply": (when: string) => `First reply by ${when}`, resolution: (when: string) => `Resolved by ${when}` }, kept: (when: string) => `Kept ${when}`, broken: "Broken", receipt: "Receipt", proof: "Proof", record: (n: string) => `, record ${n}`,
    markKept: "Kept", markBroken: "Broken", settle: "Settle", settleMore: "This is sealed and cannot be taken back.",
    excused: {
      "customer-withdrew": "Excused: no longer wanted", "waiting-for-customer": "Excused: waiting for the customer", "customer-unreachable": "Excused: customer out of reach",
      duplicate: "Excused: promised elsewhere", "beyond-our-control": "Excused: beyond our control", erased: "Excused: data erased",
    },
  },
  customer: {
    title: "Customer", name: "Name", mail: "E-mail", phone: "Phone", since: "Since", tickets: (n: number) => (n === 1 ? "1 ticket" : `${n} tickets`), reveal: "Reveal", whyMail: "Why do you need this address?", whyPhone: "Why do you need this number?",
    shown: "Shown for 15 minutes. The reason is recorded, and the customer can read it.", reasons: { callBack: (n: string) => `Contact about ${n}`, confirm: "Confirm who this is", other: "Another reason" }, show: "Show", nothing: "None is known.", otherWhy: "Your reason", language: "Language", zh: "Chinese", en: "English",
  },
  consent: {
    title: "Consent", until: (d: string) => `until ${d}`, withdrawn: (d: string) => `withdrawn ${d}`, expired: (d: string) => `ended ${d}`, never: "never given", assumed: "until withdrawn", proof: (purpose: string) => `Proof: ${purpose}`,
  },
  history: {
    title: "History", by: (name: string) => `by ${name}`,
    what: {
      opened: "Opened", wrote: "Customer wrote", replied: "Answered", noted: "Noted", receipted: "Receipt sent", assigned: "Assigned", state: "State", priority: "Priority", read: "Read again",
      escalated: "Escalated", agreed: "Escalation agreed", undone: "Escalation undone", promised: "Promised", kept: "Promise kept", broken: "Promise broken", excused: "Promise excused", erased: "Erased", corrected: "Reading corrected", "call-began": "Call began", "call-ended": "Call ended", forecast: "Forecast",
    } as Record<string, string>,
    nobody: "nobody", glad: "raised voice, words are glad",
  },
  call: {
    title: (name: string) => `Call with ${name}`, caller: "Caller", answer: "Answer", end: "End", time: "Call time", answeredBy: (name: string) => `Answered by ${name}`, ended: (t: string) => `Call, ${t}`, strain: "Strain", notWhich: "not which feeling",
    recorded: "Recorded: consent given", notRecorded: "Not recorded: no consent", notListened: "Strain is not computed: no consent.", listening: "Listening; the curve starts after a few seconds of speech.", noSpeech: "Too little speech for a curve.",
    none: "No transcript.", pending: "The transcript is being written.", noModel: "No transcript: no speech model configured.", noModelMore: "The call goes on with strain, keys pressed and your notes.", notValid: "Strain is not validated for this language: it shows, but alone raises nothing.",
    keys: "Keys pressed", play: "Listen to the recording", ownRange: "own range", alarmAt: (n: number) => `alarm at ${n}`, alarm: (t: string) => `${t} alarm`, now: (n: number) => `now ${n}`, table: "As a table", second: "Time", value: "Strain",
    aloud: (p: { length: string; low?: number; high?: number; alarm?: string; line: number; peak: number; now: number; live: boolean }) =>
      `Strain of the caller over ${p.length}.${p.low === undefined ? "" : ` Own range ${p.low} to ${p.high}.`} ${p.alarm ? `Alarm at ${p.alarm}, above the line of ${p.line}.` : `No alarm; the line is ${p.line}.`} Highest ${p.peak}, ${p.live ? "now" : "last"} ${p.now}.`,
    level: (who: string, n: number) => `${who}: level ${n} of 100`, microphone: "The microphone cannot be used", microphoneMore: "Allow it for this page, then answer again.", lost: "The line was cut", lostMore: "The call itself may go on; answer again to join.",
    empty: "No calls", emptyMore: "A call shows here while it rings, with its strain as it is heard.", liveNow: "Live now", before: "Ended", source: { browser: "from the portal", twilio: "by phone" } as Record<string, string>, openTicket: "Open ticket", joined: "You are on the line", ringing: "Waits for an answer",
  },
  dead: {
    title: "Dead letters", lead: "Jobs that failed for good. What came in is stored; nothing is lost.", empty: "Nothing failed", emptyMore: "Every job was done.", tries: (n: number) => `${n} tries`, retry: "Try again", retried: "Tried again", job: "Job", ref: "About", notDone: "Not done",
    jobs: { "read-contact": "Reading what came in", "read-picture": "Reading a picture", "send-mail": "Sending a mail", "listen-call": "Listening to a call", "transcribe-call": "Writing a transcript", "hear-words": "Hearing the words of an alarm" } as Record<string, string>,
  },
  team: {
    title: "Colleagues", lead: "Everyone is known by a device key. A link enrols one device, once, within 24 hours.", name: "Name", role: "Role", devices: (n: number) => (n === 1 ? "1 device" : `${n} devices`), invite: "Invite a colleague", make: "Make a link", link: "One-time link", linkMore: (when: string) => `Works once, until ${when}. Hand it over on a way you trust; it is not shown again.`, copy: "Copy", copied: "Copied",
  },
  demo: {
    title: "The desk is empty", lead: "Send a mail to the desk, or play a sample day into it: mails in both languages, two pictures and two calls, over the real protocols.", start: "Play the sample day", running: "The sample day is playing", done: "The sample day is over",
  },
  status: {
    verified: "Verified", weak: "Not sure it is you", stepped: "Verified twice", device: "This device", bound: (d: string) => `key bound ${d}`, masked: "masked", open: "shown", data: "Customer data", noPlace: "Place unknown", here: "this machine", and: ", ", log: "Log", anchored: (t: string) => `anchored ${t}`, notAnchored: "not anchored yet", pending: (n: string) => `${n} pending`, records: "records",
  },
  offline: { since: (t: string) => `No connection since ${t}.`, more: "Drafts are kept on this device; sending waits. Countdowns go on.", next: (s: number) => `next try ${s} s`, now: "Try now" },
  account: { title: "You and this device", prove: "Confirm that it is you", setUp: "Set up the second proof", singleKeys: "Single-letter keys", verify: "Verify a proof", proved: "Confirmed for 15 minutes" },
  keys: {
    title: "Keys", off: "Single letters work outside of text fields.",
    list: [
      ["J K", "next, previous ticket"], ["Enter", "open"], ["R", "reply"], ["I", "internal note"], ["E", "escalate, or agree"], ["U", "undo escalation"], ["X", "close"], ["F", "filter"], ["G", "take the most urgent"], ["D", "details"], ["1 2 3 4", "urgency is low … critical"], ["T", "another tone"], ["B", "it is about something else"], ["Z", "take a correction back"], ["/", "search"], ["⌘K", "search"], ["⌘↵", "send and seal"], ["⌥1", "insert the suggested opening"], ["M", "mute, in a call"], ["?", "this list"], ["Esc", "one step back"],
    ] as [string, string][],
  },
  stranger: {
    title: "This browser is not known to the desk", lead: "Veridesk knows people by a key that lives in their browser. Ask an administrator for a one-time link, and open it here.", where: "On a new desk the first link is printed where it was started.", paste: "Or paste the link", open: "Open", bad: "That is not a link of this desk.", customer: "Customers go to", portal: "the portal", verify: "Anyone can verify a proof on", page: "the auditors’ page",
  },
  notYours: "This part of the desk is not yours", notYoursMore: "Ask an administrator if you need it.",
  mute: "Mute", unmute: "Unmute",
};

export type Words = typeof en;

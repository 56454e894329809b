/** Short names for the shapes of the API; the shapes themselves are made from the server's. */

import type { components } from "./api";

// Pairs become plain arrays, as openapi-fetch sees them.
type Plain<T> = T extends (infer E)[]
  ? Plain<E>[]
  : T extends object
    ? { [K in keyof T]: Plain<T[K]> }
    : T;

type Shapes = Plain<components["schemas"]>;

export type Account = Shapes["Account"];
export type Call = Shapes["CallShape"];
export type Consent = Shapes["ConsentShape"];
export type Correction = Shapes["CorrectionShape"];
export type DeadLetter = Shapes["DeadLetter"];
export type Demo = Shapes["DemoState"];
export type Detail = Shapes["TicketDetail"];
export type Escalation = Shapes["Escalation"];
export type Fingerprint = Shapes["Fingerprint"];
export type Forecast = Shapes["ForecastShape"];
export type History = Shapes["HistoryShape"];
export type LiveEvent = Shapes["LiveEvent"];
export type LogState = Shapes["LogState"];
export type Me = Shapes["Me"];
export type Message = Shapes["MessageShape"];
export type Opening = Shapes["OpeningShape"];
export type Openings = Shapes["Openings"];
export type Page = Shapes["TicketPage"];
export type Part = Shapes["PartShape"];
export type Problem = Shapes["Problem"];
export type Promised = Shapes["PromiseShape"];
export type Quality = Shapes["Quality"];
export type Row = Shapes["TicketRow"];
export type Signal = Shapes["SignalShape"];
export type Stated = Shapes["StatedPromise"];
export type Strain = Shapes["StrainShape"];
export type Suggestion = Shapes["SuggestionShape"];
export type Trend = Shapes["TrendShape"];
export type Token = Shapes["Token"];

export type Channel = Row["channel"];
export type Feeling = NonNullable<Row["emotion"]>;
export type Level = Row["level"];
export type Priority = Row["priority"];
export type Seal = Promised["seal"];
export type State = Row["state"];
export type Topic = NonNullable<Signal["intent"]>["topic"];
export type Purpose = Consent["purpose"];

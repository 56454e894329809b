/** A call that is over, as it stands in the conversation. */

import { useState } from "preact/hooks";
import { Chip } from "../../shared/parts/basics";
import { Icon } from "../../shared/parts/icon";
import { timer } from "../../shared/time";
import { shared } from "../../shared/words";
import { useFile } from "../ticket/parts";
import { words } from "../words";
import { lasted } from "./curve";
import { useCall } from "./load";
import { Transcript } from "./panel";
import { StrainCurve } from "./strain";

export function CallSummary({ id }: { id: string }) {
  const t = words().call;
  const call = useCall(id);
  if (!call || call.ended_at === null) return null;
  return (
    <div class="call-summary">
      <div class="hstack wrap">
        <b>{t.ended(timer(lasted(call, Date.parse(call.ended_at))))}</b>
        {call.answered_by && <span class="t12 muted">{t.answeredBy(call.answered_by)}</span>}
        {call.keys && (
          <Chip icon="queue">
            <span class="vh">
            {t.keys}
            {shared().colon}
          </span>
            {call.keys}
          </Chip>
        )}
        <span class="push" />
        <span class="rec">
          <Icon name={call.recorded ? "check" : "x"} class="i-12" />
          {call.recorded ? t.recorded : t.notRecorded}
        </span>
      </div>
      <StrainCurve call={call} recorded={false} />
      {call.recorded && <Recording id={id} />}
      <Transcript call={call} />
    </div>
  );
}

/** The recording, fetched when somebody wants to hear it. */
function Recording({ id }: { id: string }) {
  const t = words().call;
  const [wanted, setWanted] = useState(false);
  const url = useFile(wanted ? `/api/calls/${id}/audio` : null);
  if (url) return <audio class="recording" controls autoPlay src={url} aria-label={t.play} />;
  return (
    <button class="btn btn-s" disabled={wanted} onClick={() => setWanted(true)}>
      <Icon name="play" />
      {t.play}
    </button>
  );
}

/** Which weights read, when each version went live, and with which figures. */

import { useNow } from "../../shared/parts/due";
import { Icon } from "../../shared/parts/icon";
import type { Quality } from "../../shared/shapes";
import { count, dayAndClock, percent } from "../../shared/time";
import { shared } from "../../shared/words";
import { words } from "../words";
import { Card, decimal, Table } from "./parts";

type Version = Quality["versions"][number];
type Head = Version["heads"][number];

export function InUse({ quality }: { quality: Quality }) {
  const t = words().quality;
  const now = useNow();
  const used = quality.versions.find((one) => one.version === quality.in_use);
  const since = used?.live.at(-1);
  const what = quality.in_use ? t.version(quality.in_use) : t.package;
  return (
    <Card id="in-use" title={t.inUse}>
      {quality.trouble && (
        <div class="banner" role="alert">
          <Icon name="harm" />
          <span>
            {t.trouble}{" "}
            <span class="t12" lang="en">
              {quality.trouble}
            </span>
          </span>
        </div>
      )}
      <p>{t.reads(what, since ? t.since(dayAndClock(Date.parse(since), now)) : null)}</p>
      <p>{t.usable(count(quality.kept), count(quality.usable))}</p>
      <p class="t12 muted">
        {t.learn} <code>python -m server learn</code>
        {quality.in_use && (
          <>
            ; {t.back} <code>python -m sentiment rollback</code>
          </>
        )}
      </p>
    </Card>
  );
}

export function Versions({ quality }: { quality: Quality }) {
  const t = words().quality;
  const now = useNow();
  const when = (at: string) => dayAndClock(Date.parse(at), now);
  const learned = quality.versions.filter((one) => one.version);
  return (
    <Card id="versions" title={t.versions} more={t.versionsMore}>
      {learned.length === 0 && <p class="soft">{t.noVersion}</p>}
      {learned.map((one) => (
        <section key={one.version} class="version" aria-label={t.version(one.version)}>
          <p>
            <b class="num">{one.version}</b>{" "}
            <span class="t12 muted">
              {one.made_at && `${t.made} ${when(one.made_at)} · `}
              {t.live} {one.live.length > 0 ? one.live.map(when).join(shared().comma) : t.never} · {t.kilobytes(count(Math.round(one.bytes / 1000)))}
            </span>
          </p>
          <ul class="t12">
            {one.heads.map((head) => (
              <li key={head.head}>
                <b>{t.heads[head.head] ?? head.head}</b>: {told(head)}
              </li>
            ))}
          </ul>
        </section>
      ))}
      <Table
        name={t.scored}
        head={[t.model, t.readings, t.first, t.last]}
        rows={quality.models.map((one) => [one.model, count(one.readings), when(one.first), when(one.last)])}
      />
    </Card>
  );
}

/** What became of a head, with the figures that decided it. */
function told(head: Head): string {
  const t = words().quality;
  const why = t.why[head.why] ?? head.why;
  if (head.before === null || head.after === null || head.judged === null || head.luck === null) {
    return `${why} (${t.missing(head.past, head.latest)})`;
  }
  const f1 = t.f1(decimal(head.before), decimal(head.after), head.judged);
  return `${why}; ${f1}; ${t.luck(percent(head.luck, 1))}; ${t.from(head.learned_from)}`;
}

/** One part of the details; folds away, and remembers that it was. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";

interface Props {
  name: string;
  title: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
}

export function Section(props: Props) {
  const key = `veridesk.folded.${props.name}`;
  const [open] = useState(() => localStorage.getItem(key) === null);
  return (
    <details
      class="sec"
      open={open}
      onToggle={(event) => {
        if (event.currentTarget.open) localStorage.removeItem(key);
        else localStorage.setItem(key, "1");
      }}
    >
      <summary>
        <h3>{props.title}</h3>
        <Icon name="down" class="i-12 fold" />
        <span class="push" />
        {props.aside}
      </summary>
      {props.children}
    </details>
  );
}

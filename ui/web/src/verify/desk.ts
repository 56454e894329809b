/** Which keys this desk publishes for its log: set by the page that can ask, if there is one. */

import { signal } from "../shared/signal";

/** undefined while it is asked for, null where it cannot be had. */
export const deskKeys = signal<readonly string[] | null | undefined | "offline">(undefined);

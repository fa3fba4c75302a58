import { onReach } from "../api/client";

/** Whether the server answers; while it does not, it is asked every two seconds. */
let lost = $state(false);
let asking: ReturnType<typeof setInterval> | undefined;
const back = new Set<() => void>();

export const reach = {
  get lost(): boolean {
    return lost;
  },
  /** Calls when the server is back after it was lost. */
  onBack(call: () => void): () => void {
    back.add(call);
    return () => back.delete(call);
  },
};

onReach((reachable) => {
  if (reachable) {
    if (!lost) return;
    lost = false;
    clearInterval(asking);
    back.forEach((call) => call());
  } else if (!lost) {
    lost = true;
    asking = setInterval(() => {
      // A plain fetch: what it finds is told here alone.
      fetch("/healthz").then((response) => response.ok && found(), () => undefined);
    }, 2000);
  }
});

function found(): void {
  lost = false;
  clearInterval(asking);
  back.forEach((call) => call());
}

/** Short words at the rim of the page about what was just done. */
interface Toast {
  id: number;
  text: string;
  failed: boolean;
}

let next = 0;
const list = $state<Toast[]>([]);

export const toasts = {
  get list(): readonly Toast[] {
    return list;
  },
};

export function say(text: string, failed = false): void {
  const id = next++;
  list.push({ id, text, failed });
  setTimeout(() => {
    const at = list.findIndex((toast) => toast.id === id);
    if (at >= 0) list.splice(at, 1);
  }, failed ? 8000 : 3500);
}

/** What went wrong, in the words of whoever refused. */
export function sayError(error: unknown): void {
  say(error instanceof Error ? error.message : String(error), true);
}

/** Puts a text on the clipboard and says so. */
export async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(done);
  } catch (error) {
    sayError(error);
  }
}

/** What a person chose about the page itself; kept in this browser. `public/theme.js` reads the same. */
export type Theme = "system" | "light" | "dark" | "isa";
export type Language = "en" | "zh";
/** Whose clock times are shown by. */
export type Zone = "plant" | "browser" | "utc";

interface Kept {
  theme: Theme;
  language: Language | null;
  /** Whether single keys (not Ctrl+K) do something. */
  shortcuts: boolean;
  zone: Zone;
}

const KEY = "plantwright.settings";
const usual: Kept = { theme: "system", language: null, shortcuts: true, zone: "plant" };

function read(): Kept {
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Kept>) };
  } catch {
    return usual;
  }
}

const kept = $state<Kept>(read());
const dark = matchMedia("(prefers-color-scheme: dark)");
let system = $state(dark.matches);
dark.addEventListener("change", () => {
  system = dark.matches;
});

export const settings = {
  get theme(): Theme {
    return kept.theme;
  },
  /** The theme that is drawn. */
  get drawn(): "light" | "dark" | "isa" {
    if (kept.theme !== "system") return kept.theme;
    return system ? "dark" : "light";
  },
  get language(): Language | null {
    return kept.language;
  },
  get shortcuts(): boolean {
    return kept.shortcuts;
  },
  get zone(): Zone {
    return kept.zone;
  },
  set(change: Partial<Kept>): void {
    Object.assign(kept, change);
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // A browser that keeps nothing: the choice lasts until the page is closed.
    }
  },
};

/** Marks the document with the theme that is drawn; call it once, from a component. */
export function followTheme(): void {
  $effect(() => {
    document.documentElement.dataset.theme = settings.drawn;
  });
}

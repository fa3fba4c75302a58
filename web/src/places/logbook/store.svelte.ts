import { api } from "../../api/client";
import type { components } from "../../api/schema";

export type Proposal = components["schemas"]["Proposal"];
export type Logbook = components["schemas"]["Logbook"];
export type Watched = components["schemas"]["Watched"];
export type Word = "confirm" | "decline" | "undo";

/** What the findings of a step that proposed are called; `PROPOSAL` in crates/tools/src/proposing.rs. */
const PROPOSED = "proposal";

let name = $state("");

/** Who decides: typed once, and kept only until the page is closed, for others use this screen too. */
export const person = {
  get name(): string {
    return name;
  },
  set name(value: string) {
    name = value;
  },
};

/** A person's word on a proposal; the proposal as it then is. */
export function decide(id: string, word: Word, reason = ""): Promise<Proposal> {
  const options = { path: { id }, body: { by: person.name.trim(), reason: reason.trim() } };
  if (word === "confirm") return api.post("/api/proposals/{id}/confirm", options);
  if (word === "decline") return api.post("/api/proposals/{id}/decline", options);
  return api.post("/api/proposals/{id}/undo", options);
}

/** Proposes; arguments that are empty are left out. */
export function propose(tool: string, given: Record<string, string | number | null | undefined>): Promise<Proposal> {
  const filled = Object.entries(given).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return api.post("/api/proposals", { body: { tool, arguments: Object.fromEntries(filled), from: "page" } });
}

interface Step {
  result: { kind: string; what?: string; subject?: string };
}

/** Ids of the proposals that an answer's steps made. */
export function proposedBy(evidence: readonly Step[]): string[] {
  const made = evidence.filter(({ result }) => result.kind === "facts" && result.what === PROPOSED);
  return [...new Set(made.map(({ result }) => result.subject ?? ""))].filter(Boolean);
}

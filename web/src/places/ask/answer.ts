/** The answer object with the kinds of results spelled out (docs: crates/tool/src/evidence.rs). */
import type { components } from "../../api/schema";
import type { Point } from "../../chart/model";

export type Value = components["schemas"]["AnswerValue"];
export type Quality = components["schemas"]["Quality"];

export interface Episode {
  start: string;
  end: string;
  seconds: number;
}

export interface SeriesResult {
  tag: string;
  name: string;
  unit: string | null;
  points: Point[];
  samples: number;
}

export type Cell = null | boolean | number | string;
export interface Column {
  name: string;
  unit?: string | null;
}

export type Findings =
  | { kind: "quantity"; what: string; subject: string; value: number; unit: string | null; details: Value[]; episodes: Episode[] }
  | { kind: "instant"; what: string; subject: string; time: string; value: number | null; unit: string | null }
  | { kind: "verdict"; what: string; subject: string; verdict: boolean; details: Value[] }
  | { kind: "table"; what: string; columns: Column[]; rows: Cell[][]; total_rows: number }
  | { kind: "series"; series: SeriesResult[] }
  | { kind: "facts"; what: string; subject: string; facts: Value[] }
  | { kind: "investigation"; subject: string; premise: Clue; steps: Clue[]; hypotheses: Hypothesis[] };

/** One thing that an investigation found. */
export interface Clue {
  what: string;
  subject: string;
  values?: Value[];
  /** In the language of the answer. */
  text?: string;
}

/** What may lie behind it, with what speaks for and against. */
export interface Hypothesis {
  what: string;
  subject: string;
  confidence: "weak" | "possible" | "likely";
  for: Clue[];
  against: Clue[];
  missing: Clue[];
  checks: Clue[];
  text?: string;
}

export interface Evidence extends Omit<components["schemas"]["Evidence"], "result" | "arguments"> {
  arguments: Record<string, unknown>;
  result: Findings;
}

export interface Step {
  id: string;
  tool: string;
  arguments: Record<string, unknown>;
}

export interface Answer extends Omit<components["schemas"]["Answer"], "evidence" | "plan" | "status"> {
  status: "answered" | "clarify" | "abstained" | "error";
  evidence: Evidence[];
  plan: { steps: Step[]; answer?: string; also?: string[] };
}

export type Stage =
  | { stage: "linked"; mentions: string[] }
  | { stage: "planned"; plan: { steps: Step[] }; reading: string }
  | { stage: "running"; step: string; tool: string }
  | { stage: "found"; step: string; rows: number }
  | { stage: "composed" };

/** The evidence that the text stands on: the step that the plan names, else the last. */
export function main(answer: Answer): Evidence | null {
  return answer.evidence.find((one) => one.id === answer.plan.answer) ?? answer.evidence[answer.evidence.length - 1] ?? null;
}

/** Tags that a call is about, in its order. */
export function tagsOf(evidence: Evidence): string[] {
  const tags: string[] = [];
  const take = (value: unknown): void => {
    if (typeof value === "string" && value && !tags.includes(value)) tags.push(value);
    else if (Array.isArray(value)) value.forEach(take);
  };
  const { arguments: given } = evidence;
  take(given["tag"]);
  take(given["tags"]);
  for (const side of ["left", "right"]) {
    const one = given[side] as Record<string, unknown> | undefined;
    if (one && typeof one === "object") {
      take(one["tag"]);
      take(one["tags"]);
    }
  }
  take(given["with"]);
  return tags;
}

/** What an answer is about, for Explore: its tags and the window of its main evidence. */
export function subject(answer: Answer): { tags: string[]; window: [string, string] | null } {
  const tags = [...new Set(answer.evidence.flatMap(tagsOf))].slice(0, 8);
  const window = main(answer)?.window ?? answer.evidence.find((one) => one.window)?.window ?? null;
  return { tags, window: window ? [window[0] ?? "", window[1] ?? ""] : null };
}

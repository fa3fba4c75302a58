import { api, ApiError, isStopped } from "../../api/client";
import { events } from "../../api/events";
import type { components } from "../../api/schema";
import type { Answer, Stage } from "./answer";

/** What is to be otherwise when an investigation is run on. */
export type Steering = Partial<components["schemas"]["Steer"]>;

export interface Turn {
  key: number;
  question: string;
  stages: Stage[];
  state: "running" | "done" | "stopped" | "failed";
  answer: Answer | null;
  error: ApiError | null;
  began: number;
}

let counter = 0;
const fresh = (): string => `page-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

/** A conversation: its turns in order, and the one that is running. */
export class Thread {
  id = $state(fresh());
  turns = $state<Turn[]>([]);
  loading = $state(false);
  failure = $state.raw<ApiError | null>(null);
  /** Whether the server's memory of the conversation may differ from what is shown. */
  #estranged = false;
  #running: AbortController | null = null;
  /** By which the server knows the question that is being answered. */
  #asking: string | null = null;

  get running(): boolean {
    return this.turns.some((turn) => turn.state === "running");
  }

  /** Earlier questions that the next one may refer to, in order. */
  get earlier(): string[] {
    return this.turns.filter((turn) => turn.answer).map((turn) => turn.question);
  }

  clear(): void {
    this.stop();
    this.id = fresh();
    this.turns = [];
    this.failure = null;
    this.#estranged = false;
  }

  /** Stops what is being answered, on the server too. */
  stop(): void {
    // It may have ended meanwhile, or the server may be gone: there is nothing left to stop then.
    if (this.#asking) void api.post("/api/asking/{id}/stop", { path: { id: this.#asking } }).catch(() => undefined);
    this.#asking = null;
    this.#running?.abort();
    this.#running = null;
  }

  /** Asks; with `instead`, in place of the last turn. */
  async ask(question: string, instead = false): Promise<Answer | null> {
    this.stop();
    if (instead && this.turns.length) {
      this.turns.pop();
      this.#estranged = true;
    }
    const earlier = this.earlier;
    const body = {
      question,
      conversation: this.id,
      ...(this.#estranged && earlier.length ? { turns: earlier } : {}),
    };
    return this.#follow(question, "/api/ask/events", body);
  }

  /** Runs the investigation of an answer on, with something otherwise; a turn of its own. */
  async steer(question: string, answer: string, steering: Steering): Promise<Answer | null> {
    this.stop();
    return this.#follow(question, `/api/answers/${encodeURIComponent(answer)}/investigate/events`, steering);
  }

  /** Reads what a question comes to into a new turn. */
  async #follow(question: string, path: string, body: unknown): Promise<Answer | null> {
    this.turns.push({ key: counter++, question, stages: [], state: "running", answer: null, error: null, began: performance.now() });
    const turn = this.turns[this.turns.length - 1] as Turn;
    const stopper = new AbortController();
    this.#running = stopper;
    try {
      for await (const { name, data } of events("post", path, { body, signal: stopper.signal })) {
        if (name === "asking") this.#asking = (data as { id: string }).id;
        if (name === "stage") turn.stages.push(data as Stage);
        if (name === "answer") turn.answer = data as Answer;
        if (name === "error") {
          const { code, message, help } = data as { code: string; message: string; help: string };
          turn.error = new ApiError(code, message, help);
        }
      }
      if (!turn.answer && !turn.error) turn.error = new ApiError("network", "");
      turn.state = turn.error ? "failed" : "done";
    } catch (error) {
      turn.state = isStopped(error) ? "stopped" : "failed";
      if (!isStopped(error)) turn.error = error instanceof ApiError ? error : new ApiError("network", String(error));
    }
    if (this.#running === stopper) {
      this.#running = null;
      this.#asking = null;
    }
    return turn.answer;
  }

  /** Shows an answer that was given before, with those of its conversation up to it. */
  async open(answer: string): Promise<void> {
    if (this.turns.some((turn) => turn.answer?.id === answer)) return;
    this.stop();
    this.loading = true;
    this.failure = null;
    try {
      const kept = await api.get("/api/answers/{id}", { path: { id: answer } });
      const conversation = kept.conversation ?? fresh();
      let ids = [answer];
      if (kept.conversation) {
        const list = await api.get("/api/answers", { query: { conversation, limit: 50 } }).catch(() => []);
        const same = list.filter((one) => one.conversation === conversation).map((one) => one.id).reverse();
        if (same.includes(answer)) ids = same;
      }
      const all = await Promise.all(ids.slice(-20).map((id) => (id === answer ? kept : api.get("/api/answers/{id}", { path: { id } }))));
      this.turns = all.map((one) => ({
        key: counter++, question: one.question, stages: [], state: "done", answer: one.answer as unknown as Answer, error: null, began: 0,
      }));
      this.id = conversation;
      this.#estranged = true;
    } catch (error) {
      this.turns = [];
      this.failure = error instanceof ApiError ? error : new ApiError("page", String(error));
    } finally {
      this.loading = false;
    }
  }
}

/** The conversation of this window; it stays while other places are looked at. */
export const thread = new Thread();

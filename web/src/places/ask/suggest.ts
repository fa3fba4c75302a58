import { api } from "../../api/client";

/** Questions about this plant, or such as go on from an answer; none when the server offers none. */
export async function suggestions(language: string, answer?: string): Promise<string[]> {
  try {
    const found = await api.get("/api/suggestions", { query: { language, answer } });
    return found.map((one) => one.question);
  } catch {
    return [];
  }
}

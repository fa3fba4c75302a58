import { api } from "../../api/client";
import type { components } from "../../api/schema";

/** A pinned answer; `turns` are the questions that it refers back to. */
export type Tile = components["schemas"]["Tile"] & { turns?: string[]; title?: string };
export type Board = Omit<components["schemas"]["Board"], "tiles" | "changed_at"> & { tiles: Tile[] };

/** Columns of a board; a tile's place and size are in columns and rows. */
export const COLUMNS = 12;

let list = $state.raw<Board[] | null>(null);

export const boards = {
  get list(): Board[] | null {
    return list;
  },
  async load(): Promise<Board[]> {
    const read = await api.get("/api/boards");
    list = read;
    return read;
  },
  async save(board: Board): Promise<void> {
    await api.put("/api/boards/{id}", { path: { id: board.id }, body: { title: board.title, tiles: board.tiles } });
    const others = (list ?? []).filter((one) => one.id !== board.id);
    const at = (list ?? []).findIndex((one) => one.id === board.id);
    list = at < 0 ? [...others, board] : (list ?? []).map((one) => (one.id === board.id ? board : one));
  },
  async remove(id: string): Promise<void> {
    await api.delete("/api/boards/{id}", { path: { id } });
    list = (list ?? []).filter((one) => one.id !== id);
  },
};

export function fresh(title: string): Board {
  return { id: `b${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`, title, tiles: [] };
}

/** Puts an answer on a board, below what is there. */
export async function pin(board: Board, answer: string, question: string, turns: string[]): Promise<void> {
  const left = place(board.tiles);
  const tile: Tile = { answer, question, ...left, w: 4, h: 4, ...(turns.length ? { turns } : {}) };
  await boards.save({ ...board, tiles: [...board.tiles, tile] });
}

/** The first free place for a tile of four columns. */
function place(tiles: readonly Tile[]): { x: number; y: number } {
  const free = (x: number, y: number): boolean =>
    tiles.every((tile) => x + 4 <= tile.x || tile.x + tile.w <= x || y + 4 <= tile.y || tile.y + tile.h <= y);
  for (let y = 0; ; y += 1) for (const x of [0, 4, 8]) if (free(x, y)) return { x, y };
}

export function sources(): { path: string; text: string }[];
export function keysUsed(): Set<string>;

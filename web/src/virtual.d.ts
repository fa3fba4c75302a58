declare module "virtual:problems" {
  /** Problem codes with their titles, sorted by code. */
  export const problems: { code: string; title: string }[];
}

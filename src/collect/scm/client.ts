/** One answer of an API, decoded. */
export interface Answer {
  status: number;
  body: unknown;
  /** There is a further page. */
  more: boolean;
  etag?: string;
  /** Permission the server asked for, as it says on a refusal. */
  needed?: string;
  /** Cause in words, where there was no answer. */
  failure?: string;
}

/** A read-only client: GET one page. It never throws for what a server or network can do. */
export interface Client {
  platform: 'github' | 'gitlab';
  get(path: string, query: Record<string, string>, etag?: string): Promise<Answer>;
}

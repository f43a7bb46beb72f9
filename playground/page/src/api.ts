import type { Ack, Message, Snapshot, View } from "./types";

async function post<T>(path: string, body: object): Promise<T> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as T & { error?: string };
  if (!response.ok) throw new Error(answer.error ?? `the simulated Slack answered ${response.status}`);
  return answer;
}

export async function snapshot(as: string): Promise<Snapshot> {
  const response = await fetch(`/sim/state?as=${encodeURIComponent(as)}`);
  if (!response.ok) throw new Error(`the simulated Slack answered ${response.status}`);
  return (await response.json()) as Snapshot;
}

export function typeText(said: { text: string; channel: string; user: string; thread_ts?: string }): Promise<Ack> {
  return post("/sim/type", said);
}

export interface Click {
  channel: string;
  message_ts: string;
  action_id: string;
  block_id: string;
  user: string;
  selected?: string;
}

export function sendClick(click: Click): Promise<Ack> {
  return post("/sim/click", click);
}

export function submitView(said: { view_id: string; values: Record<string, string>; user: string }): Promise<Ack> {
  return post("/sim/submit", said);
}

export function closeView(said: { view_id: string; user: string }): Promise<unknown> {
  return post("/sim/close", said);
}

export type Change =
  | { kind: "post"; channel: string; body: Message }
  | { kind: "deleted"; channel: string; body: { ts: string } }
  | { kind: "view"; channel: null; body: View }
  | { kind: "view_closed"; channel: null; body: { id: string } };

export interface Listener {
  onChange: (change: Change) => void;
  onReload: () => void;
  onConnection: (live: boolean) => void;
}

/** Follows the changes after `version`; the browser reconnects by itself and says which it saw last. */
export function follow(as: string, version: number, listener: Listener): () => void {
  const source = new EventSource(`/sim/events?as=${encodeURIComponent(as)}&after=${version}`);
  source.onopen = () => listener.onConnection(true);
  source.onerror = () => listener.onConnection(false);
  source.onmessage = (event: MessageEvent<string>) => listener.onChange(JSON.parse(event.data) as Change);
  source.addEventListener("reload", () => listener.onReload());
  return () => source.close();
}

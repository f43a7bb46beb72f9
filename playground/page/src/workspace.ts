import { createContext, useCallback, useContext, useEffect, useMemo, useReducer, useState } from "react";
import { follow, snapshot, type Change } from "./api";
import type { Channel, Message, Person, Snapshot, View } from "./types";

export interface Workspace extends Snapshot {
  unread: Record<string, number>;
}

type Action =
  | { kind: "loaded"; state: Snapshot }
  | { kind: "changed"; change: Change; looking: string | null }
  | { kind: "read"; channel: string };

function withMessage(messages: Message[], message: Message): Message[] {
  const at = messages.findIndex((known) => known.ts === message.ts);
  if (at >= 0) return messages.with(at, message);
  const before = messages.findLastIndex((known) => known.ts < message.ts);
  return messages.toSpliced(before + 1, 0, message);
}

function changed(state: Workspace, change: Change, looking: string | null): Workspace {
  switch (change.kind) {
    case "post": {
      const known = state.messages[change.channel] ?? [];
      const isNew = !known.some((message) => message.ts === change.body.ts);
      const unread = isNew && change.channel !== looking ? (state.unread[change.channel] ?? 0) + 1 : undefined;
      return {
        ...state,
        messages: { ...state.messages, [change.channel]: withMessage(known, change.body) },
        unread: unread === undefined ? state.unread : { ...state.unread, [change.channel]: unread },
      };
    }
    case "deleted": {
      const left = (state.messages[change.channel] ?? []).filter((message) => message.ts !== change.body.ts);
      return { ...state, messages: { ...state.messages, [change.channel]: left } };
    }
    case "view":
      return { ...state, views: [...state.views.filter((view) => view.id !== change.body.id), change.body] };
    case "view_closed":
      return { ...state, views: state.views.filter((view: View) => view.id !== change.body.id) };
  }
}

function reduce(state: Workspace | null, action: Action): Workspace | null {
  if (action.kind === "loaded") return { ...action.state, unread: state?.me === action.state.me ? state.unread : {} };
  if (state === null) return null;
  if (action.kind === "read") {
    return state.unread[action.channel] ? { ...state, unread: { ...state.unread, [action.channel]: 0 } } : state;
  }
  return changed(state, action.change, action.looking);
}

export interface Live {
  workspace: Workspace | null;
  live: boolean;
  problem: string | null;
}

/** The workspace as this person sees it, kept up to date; `looking` is the channel whose news are read at once. */
export function useWorkspace(as: string, looking: string | null, following: boolean): Live {
  const [workspace, dispatch] = useReducer(reduce, null);
  const [live, setLive] = useState(true);
  const [problem, setProblem] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const lookingNow = useMemo(() => ({ channel: looking }), []);
  lookingNow.channel = looking;

  useEffect(() => {
    let stop: (() => void) | undefined;
    let left = false;
    const reload = () => setRound((before) => before + 1);
    snapshot(as).then(
      (state) => {
        if (left) return;
        setProblem(null);
        dispatch({ kind: "loaded", state });
        if (!following) return;
        stop = follow(as, state.version, {
          onChange: (change) => dispatch({ kind: "changed", change, looking: lookingNow.channel }),
          onReload: reload,
          onConnection: setLive,
        });
      },
      (error: Error) => {
        if (!left) setProblem(error.message);
      },
    );
    return () => {
      left = true;
      stop?.();
    };
  }, [as, round, lookingNow, following]);

  const markRead = useCallback((channel: string) => dispatch({ kind: "read", channel }), []);
  useEffect(() => {
    if (looking) markRead(looking);
  }, [looking, markRead, workspace?.me]);

  return { workspace, live, problem };
}

export interface Names {
  me: Person;
  bot: { id: string; name: string };
  person: (id: string) => Person | undefined;
  channel: (id: string) => Channel | undefined;
  people: Person[];
  channels: Channel[];
}

export const NamesContext = createContext<Names | null>(null);

export function useNames(): Names {
  const names = useContext(NamesContext);
  if (names === null) throw new Error("outside of a workspace");
  return names;
}

import { createContext, useCallback, useContext, useState } from "react";
import type { Ack, Element } from "../types";

export type Send = (action: { action_id: string; block_id: string; selected?: string }) => Promise<Ack>;

/** How an element of the message around it tells the app that it has been used. */
export const SendContext = createContext<Send | null>(null);

const TOLD: Record<string, string> = {
  operation_timeout: "the app did not answer within 3 s",
  dispatch_failed: "the app could not be reached or refused",
};

export interface Asking {
  selected?: string;
}

export interface Using {
  busy: boolean;
  problem: string | null;
  asking: Asking | null;
  use: (selected?: string) => void;
  answer: (yes: boolean) => void;
}

/** Using one element: asks first when it has a confirm dialog, then sends, and keeps what went wrong. */
export function useElement(element: Element, blockId: string): Using {
  const send = useContext(SendContext);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);

  const sendNow = useCallback(
    (selected?: string) => {
      if (send === null) return;
      setBusy(true);
      setProblem(null);
      send({ action_id: element.action_id, block_id: blockId, selected })
        .then((ack) => setProblem(ack.error ? (TOLD[ack.error] ?? ack.error) : null))
        .catch((error: Error) => setProblem(error.message))
        .finally(() => setBusy(false));
    },
    [send, element.action_id, blockId],
  );

  const use = useCallback(
    (selected?: string) => (element.confirm ? setAsking({ selected }) : sendNow(selected)),
    [element.confirm, sendNow],
  );
  const answer = useCallback(
    (yes: boolean) => {
      if (yes) sendNow(asking?.selected);
      setAsking(null);
    },
    [asking, sendNow],
  );
  return { busy, problem, asking, use, answer };
}

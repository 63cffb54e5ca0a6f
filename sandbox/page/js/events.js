// Follows the server's event stream over a WebSocket and connects again when it breaks.

import { eventsUrl } from "./api.js";

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 5000;

/** Calls onOpen() at every connection: what happened in a gap is then loaded, not replayed. */
export function follow({ onEvent, onOpen, onLost }) {
  let pauseMs = FIRST_PAUSE_MS;

  function connect() {
    const socket = new WebSocket(eventsUrl());
    socket.onopen = () => {
      pauseMs = FIRST_PAUSE_MS;
      onOpen();
    };
    socket.onmessage = ({ data }) => onEvent(JSON.parse(data));
    socket.onclose = () => {
      onLost();
      setTimeout(connect, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    };
  }
  connect();
}

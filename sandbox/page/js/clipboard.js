// Copies words and says whether the browser let it.

import { toast } from "./toast.js";
import { say } from "./words.js";

export async function copyText(text, place) {
  try {
    await navigator.clipboard.writeText(text);
    toast(say("Copied"), { place });
  } catch {
    toast(say("The browser did not allow copying."), { place, kind: "refusal" });
  }
}

import type { FailureCode } from "@club/shared/wire/failures.ts";
import type { Document, DocumentKind } from "./document.ts";

/** What a reading thread is given. */
export type Question = { readonly bytes: Uint8Array; readonly kind: DocumentKind };

/** What it answers. */
export type Answer =
  | { readonly at: "read"; readonly document: Document }
  | { readonly at: "refused"; readonly code: FailureCode; readonly message: string };

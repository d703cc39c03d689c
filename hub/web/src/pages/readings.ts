/** Sentences of some ten seconds, with most sounds of English in them, for a recording to read. */
export const readings: readonly string[] = [
  "When the ferry came in, the children ran down to the harbour. Each of them chose a boat, gave it a name, and guessed how far it would travel before winter.",
  "You should have seen the kitchen on Thursday: six pots, a huge bowl of oranges, and my uncle, measuring sugar with a teacup and singing at the top of his voice.",
  "The first train leaves at five past seven. If the weather holds, we will change in the valley, walk the last mile, and be there before anyone has finished breakfast.",
];

import type { Engine, EngineDescription, Health } from "../engines/engine.ts";
import { type Measured, SpeechMeasure } from "../engines/measure/speech-measure.ts";
import type { ServiceConfig } from "../engines/service-config.ts";
import { Slots } from "./slots.ts";
import { Tally } from "./tally.ts";

/** What is known of an engine: what it offers, and whether it can take work. */
export type EngineState = {
  /** Undefined until the engine has answered once. */
  readonly description: EngineDescription | undefined;
  readonly health: Health;
  /** How it speaks, by its answers up to the last look. */
  readonly measured?: Measured;
};

/** One service of this agent: its engine, what is known of it, its slots and what it has done. */
export class Service {
  /** Names it on the wire, the same over restarts. */
  readonly id: string;
  readonly config: ServiceConfig;
  readonly engine: Engine;
  readonly slots: Slots;
  readonly tally: Tally = new Tally();
  readonly measure: SpeechMeasure;
  #state: EngineState = {
    description: undefined,
    health: { state: "down", reason: "The engine has not answered yet." },
  };
  #doubt = new AbortController();

  constructor(id: string, config: ServiceConfig, engine: Engine) {
    this.id = id;
    this.config = config;
    this.engine = engine;
    this.slots = new Slots(config.slots);
    this.measure = new SpeechMeasure(config.streams);
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Takes what a look at the engine has shown. */
  looked(state: EngineState): void {
    this.#state = state;
    this.#doubt = new AbortController();
  }

  /** Fires when an utterance has failed since the last look: time for another. */
  get doubted(): AbortSignal {
    return this.#doubt.signal;
  }

  doubt(): void {
    this.#doubt.abort();
  }

  /** Why it cannot take work; undefined when it can. */
  get downReason(): string | undefined {
    const { health } = this.state;
    return "reason" in health ? health.reason : undefined;
  }
}

/** Tells ten times a second how loud a stream is: its effective value, 0 to 1. Returns how to stop. */
export function watchLevel(stream: MediaStream, onLevel: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length));
  }, everyMs);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

const everyMs = 100;

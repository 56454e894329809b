// Microphone to 16-bit little-endian mono, 100 ms a message.
class Pcm extends AudioWorkletProcessor {
  constructor() {
    super();
    this.frame = new Int16Array(1600);
    this.at = 0;
  }
  process(inputs) {
    for (const sample of inputs[0][0] ?? []) {
      const s = Math.max(-1, Math.min(1, sample));
      this.frame[this.at++] = s < 0 ? s * 32768 : s * 32767;
      if (this.at === this.frame.length) {
        this.port.postMessage(this.frame.buffer, [this.frame.buffer]);
        this.frame = new Int16Array(1600);
        this.at = 0;
      }
    }
    return true;
  }
}
registerProcessor("pcm", Pcm);

// 16-bit mono to the speaker. Waits for 200 ms before it starts and again after a gap, and
// drops the oldest sound when more than a second has piled up: talk must stay in time.
const START = 3200;
const MOST = 16000;

class Play extends AudioWorkletProcessor {
  constructor() {
    super();
    this.pieces = [];
    this.held = 0;
    this.at = 0;
    this.playing = false;
    this.port.onmessage = (event) => {
      const piece = new Int16Array(event.data);
      this.pieces.push(piece);
      this.held += piece.length;
      while (this.held > MOST && this.pieces.length > 1) this.drop();
      if (this.held >= START) this.playing = true;
    };
  }
  drop() {
    this.held -= this.pieces.shift().length - this.at;
    this.at = 0;
  }
  process(_, outputs) {
    const out = outputs[0][0];
    for (let i = 0; i < out.length && this.playing; i++) {
      const piece = this.pieces[0];
      out[i] = piece[this.at++] / 32768;
      this.held--;
      if (this.at === piece.length) {
        this.pieces.shift();
        this.at = 0;
        if (this.pieces.length === 0) this.playing = false;
      }
    }
    return true;
  }
}
registerProcessor("play", Play);

/** The microphone and the speaker of a call: 16 kHz, 16-bit, mono, both ways. */

import pcmUrl from "./pcm.worklet.js?url&no-inline";
import playUrl from "./play.worklet.js?url&no-inline";

export interface Sound {
  /** Plays 16-bit little-endian mono at 16 kHz. */
  play(pcm: ArrayBuffer): void;
  mute(on: boolean): void;
  stop(): Promise<void>;
}

/** Loudness of a piece of sound in dB below full scale, -90 for silence. */
export function loudness(pcm: ArrayBuffer): number {
  const samples = new Int16Array(pcm, 0, Math.floor(pcm.byteLength / 2));
  let sum = 0;
  for (const s of samples) sum += s * s;
  if (sum === 0) return -90;
  return Math.max(-90, 10 * Math.log10(sum / samples.length / 32768 ** 2));
}

/**
 * Opens the microphone and the speaker. `heard` gets 100 ms of sound at a time; muted, it
 * gets silence, so that the other side still hears that the line is there. Rejects when
 * the microphone is refused.
 */
export async function openSound(heard: (pcm: ArrayBuffer) => void): Promise<Sound> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: false, autoGainControl: false },
  });
  const context = new AudioContext({ sampleRate: 16_000 });
  await Promise.all([pcmUrl, playUrl].map((url) => context.audioWorklet.addModule(url)));
  const microphone = new AudioWorkletNode(context, "pcm", { numberOfOutputs: 0 });
  const speaker = new AudioWorkletNode(context, "play", { numberOfInputs: 0 });
  speaker.connect(context.destination);
  context.createMediaStreamSource(stream).connect(microphone);
  microphone.port.onmessage = (event: MessageEvent<ArrayBuffer>) => heard(event.data);
  await context.resume();
  return {
    play: (pcm) => speaker.port.postMessage(pcm, [pcm]),
    mute: (on) => stream.getTracks().forEach((track) => (track.enabled = !on)),
    async stop() {
      stream.getTracks().forEach((track) => track.stop());
      await context.close();
    },
  };
}

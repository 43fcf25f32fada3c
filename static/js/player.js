// Plays [data-player], an HLS playlist. The address is good for a while only: when the server refuses it, a new one
// comes from [data-renew], which asks again whether the viewer may watch; where he may not, [data-ended] says so.
const video = document.querySelector("[data-player]");
const HLS = "application/vnd.apple.mpegurl";

async function renewed() {
  const answer = await fetch(video.dataset.renew, { cache: "no-store" }).then((r) => r.json()).catch(() => null);
  return answer?.url;
}

function say(text) {
  const note = Object.assign(document.createElement("p"), { className: "notice warn", role: "alert" });
  video.after(note);
  note.textContent = text; // after it is there, so that it is announced
}

/** Ask for a new address at most once a minute: a server that refuses that too has its reasons. */
let asked = -Infinity;
async function goOn(play) {
  const at = video.currentTime;
  const url = performance.now() - asked > 60_000 ? ((asked = performance.now()), await renewed()) : "";
  if (!url) return say(video.dataset.ended);
  play(url, at);
}

function playNatively(url, at = 0) {
  video.src = url;
  video.currentTime = at;
}

async function start() {
  // Its own module where the browser has no player for HLS, or only half of one.
  if ("MediaSource" in window || "ManagedMediaSource" in window) await import("../vendor/hls.js/hls.light.min.js");
  if (!window.Hls?.isSupported()) {
    if (!video.canPlayType(HLS)) return say(video.dataset.ended);
    video.addEventListener("error", () => goOn(playNatively));
    return playNatively(video.dataset.player);
  }
  const hls = new window.Hls({ autoStartLoad: true });
  hls.on("hlsError", (_, { fatal, type }) => {
    if (!fatal) return;
    if (type === "mediaError") hls.recoverMediaError();
    else goOn((url, at) => ((hls.config.startPosition = at), hls.loadSource(url)));
  });
  hls.loadSource(video.dataset.player);
  hls.attachMedia(video);
}

start();

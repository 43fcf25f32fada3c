// Plays an HLS film in a video element: with hls.js, or by itself where the browser can.
const HLS = "application/vnd.apple.mpegurl";

export async function play(video, url, { now = false } = {}) {
  if ("MediaSource" in window || "ManagedMediaSource" in window) await import("/static/vendor/hls.js/hls.light.min.js");
  if (window.Hls?.isSupported()) {
    const hls = new window.Hls();
    hls.loadSource(url);
    hls.attachMedia(video);
  } else if (video.canPlayType(HLS)) {
    video.src = url;
  }
  if (now) await video.play().catch(() => {}); // a browser may want one more press
}

#!/bin/sh
# Draw the demo's film: 24 seconds of runners on a track, a clock and a quiet chord, as HLS in two sizes.
#
# The result is committed under cleeng/web/demo/media/; run this only to change it. It needs ffmpeg with libx264 and
# the DejaVu fonts (fonts-dejavu-core).
set -eu
cd "$(dirname "$0")/.."
out=cleeng/web/demo/media
font=/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf
seconds=24

# Drawn at 1280x720 and scaled down, which smooths edges and movement. The track is all points at a distance from a
# line that comes from the left and ends at (cx, cy): two straights and a bend. Lanes are 52 pixels wide.
cx=998 cy=446
spine="st(0, if(lt(X,$cx), abs(Y-$cy), hypot(X-$cx,Y-$cy)))"
pale="0.38*between(ld(0),70,430)*clip(3.1-abs(mod(ld(0)-66,52)-26),0,1)"
gold="clip(8.3-abs(ld(0)-196),0,1)"
mix() { # mix GROUND PALE GOLD: one colour channel of ground, lines and the marked line
    echo "$spine; st(1,$gold); st(2,$pale*(1-ld(1))); $1*(1-ld(1)-ld(2)) + $2*ld(2) + $3*ld(1)"
}
track="geq=r='$(mix 16 143 243)':g='$(mix 32 181 198)':b='$(mix 27 166 75)'"

disc() { # disc COLOUR NAME: a runner seen from above
    echo "color=black:s=28x28:r=25,format=rgba,colorchannelmixer=aa=0[d$2];color=$1:s=28x28:r=25,format=rgba,\
geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='255*clip(13.5-hypot(X-13.5,Y-13.5),0,1)'[c$2];[d$2][c$2]overlay=shortest=0[$2]"
}
run() { # run IN NAME OUT RADIUS SPEED START: along the lane at RADIUS, SPEED pixels a second from START pixels
    straight=$((cx + 40))
    at="mod($6+$5*t,2*$straight+PI*$4)"
    x="if(lt($at,$straight),$at-40,if(lt($at,$straight+PI*$4),$cx+$4*sin(($at-$straight)/$4),$cx-($at-$straight-PI*$4)))"
    y="if(lt($at,$straight),$cy-$4,if(lt($at,$straight+PI*$4),$cy-$4*cos(($at-$straight)/$4),$cy+$4))"
    echo "[$1][$2]overlay=x='$x-14':y='$y-14':eval=frame:shortest=1[$3]"
}
clock='%{eif\:floor(t/60)\:d}\:%{eif\:mod(floor(t)\,60)\:d\:2}.%{eif\:mod(floor(t*10)\,10)\:d}'

picture="color=black:s=1280x720:r=25:d=1,format=gbrp,$track,trim=end_frame=1,loop=loop=-1:size=1,setpts=N/25/TB,format=gbrp[track];
color=black:s=1280x720:r=25:d=$seconds,format=gbrp[dark];
$(disc 0xf3c64b a);$(disc 0xe6efea b);$(disc 0xe6efea c);$(disc 0x8fb5a6 d);
$(run dark a r1 170 219 520);$(run r1 b r2 118 206 560);$(run r2 c r3 222 222 430);$(run r3 d r4 274 228 330);
[r4]format=gbrp,lagfun=decay=0.86[runners];
[track][runners]blend=all_mode=lighten:shortest=1,format=rgba[race];
color=0xf3c64b:s=1280x8:r=25,format=rgba[bar];
[race][bar]overlay=x='-1280+1280*t/$seconds':y=712:eval=frame:shortest=1,
drawtext=fontfile=$font:text='DEMO SPORTS':x=64:y=400:fontsize=26:fontcolor=0x8fb5a6,
drawtext=fontfile=$font:text='$clock':x=62:y=438:fontsize=64:fontcolor=0xffffff,
scale=640:360:flags=lanczos,format=yuv420p,split[full][half];
[half]scale=320:180:flags=lanczos[small]"

# A fifth that moves up a tone every eight seconds, and breathes every four.  The encoder puts 1024 samples
# before the first: shifted by as many, sound and picture begin together.
note="220*pow(2,(2*floor(mod(t,24)/8))/12)"
swell="(0.65-0.35*cos(2*PI*t/4))*min(1,t)*min(1,$seconds-t)"
sound="aevalsrc='$swell*(0.09*sin(2*PI*$note*t)+0.06*sin(2*PI*1.5*$note*t)+0.03*sin(2*PI*2*$note*t))':\
s=44100:d=$seconds,asetpts=PTS+1024,asplit[loud][quiet]"

rm -rf "$out"
mkdir -p "$out"
ffmpeg -hide_banner -loglevel error -filter_complex "$picture;$sound" \
    -map '[full]' -map '[loud]' -map '[small]' -map '[quiet]' \
    -c:v libx264 -preset slow -crf 23 -g 100 -keyint_min 100 -sc_threshold 0 -bf 0 \
    -maxrate:v:0 400k -bufsize:v:0 800k -maxrate:v:1 240k -bufsize:v:1 480k \
    -profile:v:0 main -level:v:0 3.0 -profile:v:1 main -level:v:1 1.3 \
    -c:a aac -ac 1 -b:a 64k -flags +bitexact -fflags +bitexact -map_metadata -1 \
    -f hls -hls_time 4 -hls_playlist_type vod -hls_flags independent_segments \
    -hls_segment_filename "$out/%v/%03d.ts" -master_pl_name master.m3u8 \
    -var_stream_map 'v:0,a:0,name:360p v:1,a:1,name:180p' "$out/%v/index.m3u8"
du -cb "$out"/*.m3u8 "$out"/*/* | tail -n 1

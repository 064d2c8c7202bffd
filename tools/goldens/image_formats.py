# /// script
# requires-python = ">=3.11"
# dependencies = ["pillow==13.0.0"]
# ///
"""Writes small pictures in formats of which each writer has habits of its own, as Pillow, Netpbm and ImageMagick write them, with
what Pillow reads in each: size, mode, and the SHA-256 of its RGB bytes.

    uv run tools/goldens/image_formats.py libs/preprocessing/src/test/resources/image

Reads preprocess-open/china.jpg there; writes foreign/ and foreign/index.jsonl beside it. Needs Netpbm (11) and ImageMagick (6) on
the PATH. OpenGoldensTest reads them.
"""

import hashlib
import json
import pathlib
import subprocess
import sys

from PIL import Image

PLACE = pathlib.Path(sys.argv[1])
FOREIGN = PLACE / "foreign"


def picture():
    image = Image.open(PLACE / "preprocess-open" / "china.jpg").convert("RGB").crop((250, 60, 540, 290))
    return image.resize((29, 23), Image.Resampling.LANCZOS)


def run(file, *commands):
    """A pipe of commands, whose end is the file."""
    data = b""
    for command in commands:
        data = subprocess.run(command.split(), input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True).stdout
    (FOREIGN / file).write_bytes(data)


def pillow():
    image = picture()
    grey = image.convert("L")
    alpha = image.copy()
    alpha.putalpha(grey)
    kinds = {"1": image.convert("1"), "l": grey, "rgb": image, "p": image.quantize(20), "la": alpha.convert("LA"), "rgba": alpha,
             "i16": Image.frombytes("I;16", grey.size, bytes(b for v in grey.tobytes() for b in (v, v % 3)))}
    for name, ending in {"1": "pbm", "l": "pgm", "i16": "pgm", "rgb": "ppm"}.items():
        kinds[name].save(FOREIGN / f"pillow_{name}.{ending}")
    for name in ("1", "l", "la", "p", "rgb", "rgba"):
        kinds[name].save(FOREIGN / f"pillow_{name}.tga")
        if name != "1":
            kinds[name].save(FOREIGN / f"pillow_{name}_runs.tga", compression="tga_rle", orientation=1)
    kinds["rgba"].save(FOREIGN / "pillow_png.ico", sizes=[(16, 12), (24, 19)])
    kinds["rgb"].crop((0, 0, 24, 20)).save(FOREIGN / "pillow_bmp.ico", sizes=[(24, 20)], bitmap_format="bmp")
    kinds["p"].crop((0, 0, 24, 20)).save(FOREIGN / "pillow_p.ico", sizes=[(24, 20)], bitmap_format="bmp")


def netpbm(png, grey):
    run("netpbm.ppm", f"pngtopnm {png}")
    run("netpbm_plain.ppm", f"pngtopnm {png}", "pnmtopnm -plain")
    run("netpbm_1023.ppm", f"pngtopnm {png}", "pamdepth 1023")
    run("netpbm_1023_plain.ppm", f"pngtopnm {png}", "pamdepth 1023", "pnmtopnm -plain")
    run("netpbm_100.ppm", f"pngtopnm {png}", "pamdepth 100")
    run("netpbm_100_plain.ppm", f"pngtopnm {png}", "pamdepth 100", "pnmtopnm -plain")
    run("netpbm.pgm", f"pngtopnm {grey}", "pamdepth 255")
    run("netpbm_15.pgm", f"pngtopnm {grey}", "pamdepth 15")
    run("netpbm_4095.pgm", f"pngtopnm {grey}", "pamdepth 4095")
    run("netpbm_65535.pgm", f"pngtopnm {grey}", "pamdepth 65535")
    run("netpbm_4095_plain.pgm", f"pngtopnm {grey}", "pamdepth 4095", "pnmtopnm -plain")
    run("netpbm.pbm", f"pngtopnm {grey}", "pamditherbw -threshold", "pamtopnm")
    run("netpbm_plain.pbm", f"pngtopnm {grey}", "pamditherbw -threshold", "pamtopnm", "pnmtopnm -plain")
    run("netpbm_rgb.tga", f"pngtopnm {png}", "pamtotga -rgb -norle")
    run("netpbm_rgb_runs.tga", f"pngtopnm {png}", "pamtotga -rgb")
    run("netpbm_mono.tga", f"pngtopnm {grey}", "pamtotga -mono -norle")
    run("netpbm_mono_runs.tga", f"pngtopnm {grey}", "pamtotga -mono")
    run("netpbm_map.tga", f"pngtopnm {png}", "pnmquant 20", "pamtotga -cmap -norle")
    run("netpbm_map_runs.tga", f"pngtopnm {png}", "pnmquant 20", "pamtotga -cmap")
    run("netpbm.ico", f"pngtopnm {png}", "pnmquant 20", "ppmtowinicon")


def magick(png):
    for file, options in {
        "magick.ppm": "", "magick_comment.ppm": "-set comment made_by_hand", "magick_16.ppm": "-depth 16", "magick_plain.ppm": "-compress none",
        "magick.pgm": "-colorspace gray", "magick_16.pgm": "-colorspace gray -depth 16", "magick.pbm": "-monochrome",
        "magick_plain.pbm": "-monochrome -compress none", "magick.tga": "", "magick_runs.tga": "-compress RLE",
        "magick_map.tga": "-colors 20 -type palette", "magick_alpha.tga": "-alpha set -channel A -evaluate set 40%",
        "magick_grey.tga": "-colorspace gray", "magick_top.tga": "-orient TopLeft", "magick_right.tga": "-orient TopRight",
        "magick_bottom_right.tga": "-orient BottomRight", "magick.ico": "-define icon:auto-resize=16,24",
        "magick_colours.ico": "-colors 10", "magick_two.ico": "-monochrome",
    }.items():
        subprocess.run(["convert-im6.q16", png, *options.split(), FOREIGN / file], check=True)


def hand():
    """What none of them writes and others do: 15 bits of colour, behind an identification, rows from the top."""
    image = picture().tobytes()
    pairs = [(r >> 3) << 10 | (g >> 3) << 5 | b >> 3 for r, g, b in zip(image[::3], image[1::3], image[2::3])]
    (FOREIGN / "hand_15.tga").write_bytes(
        bytes([3, 0, 2]) + bytes(9) + b"\x1d\0\x17\0\x10\x20abc" + b"".join(pair.to_bytes(2, "little") for pair in pairs))


def main():
    FOREIGN.mkdir(exist_ok=True)
    png, grey = FOREIGN / "picture.png", FOREIGN / "grey.png"
    picture().save(png, icc_profile=None)
    picture().convert("L").save(grey, icc_profile=None)
    pillow()
    netpbm(png, grey)
    magick(png)
    hand()
    png.unlink()
    grey.unlink()
    with (FOREIGN / "index.jsonl").open("w") as index:
        for file in sorted(FOREIGN.iterdir()):
            if file.name != "index.jsonl":
                image = Image.open(file)
                rgb = image.convert("RGB")
                digest = hashlib.sha256(rgb.tobytes()).hexdigest()
                line = {"image": file.name, "mode": image.mode, "size": image.size, "decoded_rgb_sha256": digest}
                index.write(json.dumps(line) + "\n")


main()

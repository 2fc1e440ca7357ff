"""Pictures of documents: read as scans are where the person wants it, and passed over where there are no words in them.
Where what is read does not matter, a stand-in takes the place of the program tesseract."""

import base64
import io
import os
import random
import shutil
import struct
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEmbedder

from uniconv_edge.cli import run_lines
from uniconv_edge.cli.library import print_skipped
from uniconv_edge.cli.output import narrate
from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract import ocr, pictures
from uniconv_edge.library.extract.askew import straightened
from uniconv_edge.library.extract.formats import format_of, is_called_picture
from uniconv_edge.library.extract.process import Extractor
from uniconv_edge.library.query import PICTURE_ENDINGS, parse
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.paths import PICTURES_VARIABLE
from uniconv_edge.tui.local import LocalServices
from uniconv_edge.types import Indexed, Removed, Scanned, Skipped, Unchanged

Image = pytest.importorskip("PIL.Image")
ImageChops = pytest.importorskip("PIL.ImageChops")
ImageDraw = pytest.importorskip("PIL.ImageDraw")
ImageFont = pytest.importorskip("PIL.ImageFont")
pytest.importorskip("pytesseract")

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="the program tesseract is not installed")
LINES = ("Corner Shop Thornfield", "Oat bread 3.20", "Goat cheese 5.80", "Total 9.00 paid by card")
WORDS = {word for line in LINES for word in line.split()}
HEAD = "level page_num block_num par_num line_num word_num left top width height conf text".replace(" ", "\\t")
TESSERACT = """#!{python}
import os, pathlib, sys
if "--list-langs" in sys.argv:
    print("List of available languages (2):\\neng\\nosd")
elif "--version" in sys.argv:
    print("tesseract 5.3.0")
else:
    with open({noted!r}, "a") as noted:
        noted.write("read\\n")
    words = {words!r}.split()
    rows = ["5\\t1\\t1\\t1\\t1\\t%d\\t0\\t0\\t9\\t9\\t%d\\t%s" % (n, {sure}, word) for n, word in enumerate(words)]
    page = "1\\t1\\t0\\t0\\t0\\t0\\t0\\t0\\t9\\t9\\t-1\\t"
    pathlib.Path(sys.argv[2] + ".tsv").write_text("\\n".join(["{head}", page, *rows]) + "\\n")
"""

# 96 dots by 48, its left half black, to be turned clockwise, as pillow-heif writes it.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWl4AAAAAG1pZjFoZWl4bWlhZgAAAcBtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9j"
    "AAAAAERAAAIAAQAAAAAB5AABAAAAAAAAAB0AAgAAAAACAQABAAAAAAAAACQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAA"
    "ABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/2lwcnAAAADeaXBjbwAAAHBodmNDAQQIAAAAn/gAAAAAHvAA/Pz4+AAADwNg"
    "AAEAF0ABDAH//wQIAAADAJ/4AAADAAAeugJAYQABACVCAQEECAAAAwCf+AAAAwAAHsDCBBZbq5Ka5sCAAAAMgAAAAwCEYgABAAZEAcFzwYkA"
    "AAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAYAAAAEAAAAAoY2xhcAAAAGAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAA"
    "DnBpeGkAAAAAAQgAAAAJaXJvdAMAAAAZaXBtYQAAAAAAAAABAAEGgQIDBYSGAAAAGmlyZWYAAAAAAAAADmNkc2MAAgABAAEAAABJbWRhdAAA"
    "ABkoAa4yidDFMkv//vE8unBftH5yudSvC+ewAAAABkV4aWYAAE1NACoAAAAIAAEBEgADAAAAAQAGAAAAAAAA"
)


def drawn(lines: tuple[str, ...] = LINES, size: int = 40) -> Any:
    """A white picture of lines in black."""
    picture = Image.new("L", (25 * size, 2 * size * (len(lines) + 1)), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(size)
    for number, line in enumerate(lines):
        pen.text((size, size * (1 + 2 * number)), line, 0, font=font)
    return picture


def saved(picture: Any, kind: str = "PNG", **options: Any) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, words: str, sure: int = 96) -> Path:
    """A stand-in that sees these words; returns a file with a line for each picture that it read."""
    program, noted = folder / "bin" / "tesseract", folder / "noted"
    program.parent.mkdir(exist_ok=True)
    noted.write_text("")
    program.write_text(TESSERACT.format(python=sys.executable, noted=str(noted), words=words, sure=sure, head=HEAD))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return noted


def read(data: bytes, name: str = "receipt.png") -> list[tuple[int | None, str]]:
    with Extractor() as extractor:
        return [(page.number, page.text) for page in extractor.extract(name, data).pages]


def refused(data: bytes, name: str = "receipt.png") -> str:
    with pytest.raises(DocumentUnreadable) as error:
        read(data, name)
    return error.value.message


def made_ready(data: bytes) -> list[Any]:
    """The pictures that are handed to the reader."""
    found: list[Any] = []
    pictures.parse(data, "a.png", lambda draw: found.append(draw()) or "")
    return found


# What is read --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reader() -> Iterator[Extractor]:
    """Of pictures, with the program tesseract itself."""
    with Extractor(scans=True) as found:
        yield found


@needs_tesseract
@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("WEBP", "webp")])
def test_the_words_of_a_picture_are_read_without_a_number_of_a_page(reader: Extractor, kind: str, ending: str) -> None:
    [page] = reader.extract(f"receipt.{ending}", saved(drawn(), kind)).pages
    assert page.number is None
    assert set(page.text.split()) >= WORDS


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP"])
def test_every_kind_of_picture_is_made_ready_alike(kind: str) -> None:
    [ready], [other] = made_ready(saved(drawn())), made_ready(saved(drawn(), kind, quality=95))
    assert (ready.size, ready.mode) == (other.size, other.mode)
    assert max(ImageChops.difference(ready, other).getdata()) < 64


@needs_tesseract
def test_a_small_picture_is_enlarged_and_one_on_its_side_is_turned(reader: Extractor) -> None:
    lines = (*LINES, "The bread is baked on Monday, Wednesday and Friday before six")
    for picture in drawn(size=12), drawn(lines).rotate(90, expand=True), drawn(lines).rotate(180):
        [page] = reader.extract("receipt.png", saved(picture)).pages
        assert set(page.text.split()) >= WORDS


@needs_tesseract
@pytest.mark.parametrize(("degrees", "kind"), [(-12, "PNG"), (8, "PDF"), (96, "PNG")])  # a scan is not turned upright
def test_a_page_that_lies_askew_is_set_straight(reader: Extractor, degrees: int, kind: str) -> None:
    page = drawn((*LINES, "The bread is baked on Monday, Wednesday and Friday before six"))
    askew = page.rotate(degrees, expand=True, fillcolor=255)
    [read] = reader.extract(f"scan.{kind.lower()}", saved(askew, kind)).pages
    assert set(read.text.split()) >= WORDS


@pytest.mark.parametrize("degrees", [-12, -5, 3, 8])
def test_lines_that_rise_or_fall_are_made_level(degrees: int) -> None:
    page = drawn((*LINES, "The bread is baked on Monday, Wednesday and Friday before six"))
    askew = page.rotate(degrees, expand=True, fillcolor=255)
    assert straightened(askew).size == askew.rotate(-degrees, expand=True).size


@needs_tesseract
def test_a_tiff_has_a_page_for_each_of_its_pictures() -> None:
    other = drawn(("The lease ends on 3 May 2027",))
    data = saved(drawn(), "TIFF", save_all=True, append_images=[other], compression="tiff_lzw")
    [(first, receipt), (second, lease)] = read(data, "scan.tif")
    assert (first, second) == (1, 2)
    assert "Oat bread 3.20" in receipt
    assert lease == "The lease ends on 3 May 2027"


@needs_tesseract
def test_noise_without_words_has_none() -> None:
    noise = Image.effect_noise((450, 300), 90)
    assert refused(saved(noise, "JPEG"), "leaves.jpg") == "a picture without words"
    assert refused(saved(Image.new("L", (1, 1)))) == "a picture without words"


def test_the_filter_for_pictures_means_those_that_are_read() -> None:
    assert all(format_of(f"A{ending}") == "picture" and is_called_picture(f"A{ending}") for ending in PICTURE_ENDINGS)
    assert is_called_picture("/album/A.JPG")
    assert not is_called_picture("/album.jpg/notes on png")
    assert parse("type:picture rent").filters.kinds == tuple(ending[1:] for ending in PICTURE_ENDINGS)


def test_a_picture_is_turned_only_where_its_lines_say_so() -> None:
    page = drawn()
    askew = page.rotate(-5, expand=True, fillcolor=255)
    upright = straightened(askew)
    assert upright.width > askew.width
    assert straightened(upright) is upright
    straight = (page, page.rotate(90, expand=True), page.resize((60, 20)), Image.effect_noise((900, 600), 90))
    assert all(straightened(picture) is picture for picture in straight)
    long = drawn(("Oat bread 3.20 paid by card",) * 90, size=20).rotate(9)
    wide, strip = long.crop((100, 0, 400, 3640)), long.crop((200, 0, 260, 3640))
    assert straightened(wide) is not wide
    assert straightened(strip) is strip  # it would be a wide page


def test_the_edge_of_the_paper_does_not_tell_how_its_lines_lie() -> None:
    askew = drawn((*LINES,) * 5, size=24).rotate(6, fillcolor=255)
    desk = Image.new("L", (askew.width + 200, askew.height + 200), 60)
    desk.paste(askew, (100, 100))
    assert straightened(desk).size == desk.rotate(-6, expand=True).size


# How it is made ready ------------------------------------------------------------------------------


def test_pictures_are_brought_to_the_size_that_is_read_best() -> None:
    sizes = [made_ready(saved(Image.new("L", size)))[0].size for size in ((4000, 3000), (600, 300), (30, 9000), (1, 1))]
    assert sizes == [(3266, 2449), (1800, 900), (90, 27000), (3, 3)]
    [large] = made_ready(saved(Image.new("RGB", (6000, 4000)), "JPEG"))
    assert (large.size, large.mode) == ((3464, 2309), "L")


def test_a_photograph_is_turned_as_its_exif_says() -> None:
    picture = Image.new("RGB", (400, 200), "white")
    picture.paste("black", (0, 0, 200, 200))  # the left half
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    [ready] = made_ready(saved(picture, "JPEG", exif=exif))
    assert ready.size == (600, 1200)
    assert ready.getpixel((300, 100)) < 50
    assert ready.getpixel((300, 1100)) > 200


def test_a_picture_of_a_telephone_stands_as_it_was_taken() -> None:
    pytest.importorskip("pi_heif")
    [ready] = made_ready(HEIC)
    assert (ready.size, ready.mode) == ((144, 288), "L")
    assert ready.getpixel((72, 40)) < 50
    assert ready.getpixel((72, 240)) > 200
    assert refused(HEIC[:300], "half.heic") == "damaged, or not a picture"


def test_what_can_be_seen_through_is_white_and_deep_greys_are_kept() -> None:
    clear = Image.new("RGBA", (30, 30), (0, 0, 0, 0))
    [ready] = made_ready(saved(clear))
    assert ready.getextrema() == (255, 255)
    deep = Image.new("I;16", (30, 30), 30_000)
    [ready] = made_ready(saved(deep))
    assert 110 < ready.getpixel((9, 9)) < 125


def test_the_small_picture_beside_a_page_of_a_tiff_is_no_page() -> None:
    small = Image.new("L", (20, 20))
    small.encoderinfo = {"tiffinfo": {254: 1}}
    data = saved(Image.new("L", (60, 60)), "TIFF", save_all=True, append_images=[small])
    assert [ready.size for ready in made_ready(data)] == [(180, 180)]


# What is refused -----------------------------------------------------------------------------------


def test_damaged_pictures_and_other_files_have_their_reasons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "")
    whole = saved(drawn(), "JPEG")
    assert refused(whole[: len(whole) // 2], "half.jpg") == "damaged, or not a picture"
    assert refused(b"\x89PNG\r\n\x1a\nnothing") == "damaged, or not a picture"
    assert refused(b"no picture at all") == "damaged, or not a picture"
    assert refused(b"PK\x03\x04 and no archive") == "a zip archive; archives are not opened"
    assert refused(b"\0\0\0\x18ftypavif\0\0\0\0mif1", "IMG_1.jpg").startswith("an AVIF picture, which is not read")
    assert refused(b"\0\0\0\x18ftypmif1\0\0\0\0avif", "IMG_1.heic").startswith("an AVIF picture")
    assert refused(b"") == "empty file"


def test_a_picture_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noted = install(tmp_path, monkeypatch, "")
    small = saved(Image.new("1", (8, 8)))
    at = small.index(b"IHDR") + 4
    bomb = small[:at] + struct.pack(">II", 60_000, 60_000) + small[at + 8 :]
    bomb = bomb[: at + 13] + struct.pack(">I", zlib.crc32(bomb[at - 4 : at + 13])) + bomb[at + 17 :]
    assert refused(bomb) == "has 3,600 million dots, and pictures of up to 100 are read"
    assert noted.read_text() == ""


def test_mutated_pictures_are_read_or_refused(capfd: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(7)
    picture = drawn(("Oat bread",), size=8).convert("RGB")
    samples = [saved(picture, kind) for kind in ("PNG", "JPEG", "WEBP", "BMP")]
    samples += [saved(picture, "TIFF", compression=packed) for packed in (None, "tiff_lzw", "jpeg")]
    samples += [HEIC] if find_spec("pi_heif") else []
    ends: Counter[bool] = Counter()
    for data in samples * 30:
        damaged = bytearray(data[: chance.choice((len(data), len(data), chance.randrange(1, len(data))))])
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            pictures.parse(bytes(damaged), "a.png", lambda draw: "words" if draw() else "")
        except DocumentUnreadable:
            ends[False] += 1
        else:
            ends[True] += 1
    assert min(ends[False], ends[True]) > 20
    capfd.readouterr()  # libtiff says what it thinks of them


def test_a_web_page_or_text_with_the_name_of_a_picture_is_what_it_is() -> None:
    assert read(b"<!doctype html><p>The shop opens at nine.</p>")[0][1] == "The shop opens at nine."


def test_a_picture_named_without_ocr_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    reason = refused(saved(drawn()))
    assert reason.startswith("a picture; scans are read with the extra uniconv-edge[ocr]")


def test_heic_pictures_wait_for_what_reads_them(
    tmp_path: Path, library: Path, documents: Path, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, "oat bread and goat cheese")
    picture = documents / "half.heic"
    picture.write_bytes(HEIC)
    os.utime(picture, (1e9, 1e9))
    monkeypatch.setenv(PICTURES_VARIABLE, "true")
    wanted = "HEIC pictures are read with the extra uniconv-edge[heic] "
    with monkeypatch.context() as without:
        without.setattr(ocr, "find_spec", lambda name: None if name == "pi_heif" else find_spec(name))
        events = run(library, documents)
        assert [event.path for event in events if isinstance(event, Indexed) and event.path == str(album)]
        assert reason_of(events, picture).startswith(f"files of the kind .heic are not read: {wanted}")
        assert reason_of(run(library, picture), picture).startswith(f"a picture; {wanted}")
        assert reason_of(run(library, picture), picture).startswith(f"a picture; {wanted}")
        assert refused(HEIC, "IMG_1.jpg").startswith(f"a picture; {wanted}")
    pytest.importorskip("pi_heif")
    assert [event.path for event in run(library) if isinstance(event, Indexed)] == [str(picture)]


def test_words_that_tesseract_is_not_sure_of_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "leaves that look like a line of words", sure=30)
    assert refused(saved(drawn())) == "a picture without words"
    install(tmp_path, monkeypatch, "too short")
    assert refused(saved(drawn())) == "a picture without words"
    install(tmp_path, monkeypatch, "long enough to count")
    assert read(saved(drawn())) == [(None, "long enough to count")]


def test_languages_that_are_named_and_not_installed_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "")
    assert ocr.installed() == ("5.3.0", ["eng"], [])
    monkeypatch.setenv(ocr.LANGUAGES_VARIABLE, "eng+deu")
    assert ocr.installed() == ("5.3.0", ["eng"], ["deu"])


# Pictures in folders -------------------------------------------------------------------------------


@pytest.fixture
def album(documents: Path) -> Path:
    """A folder with a text, and a picture that was not changed just now."""
    documents.mkdir(exist_ok=True)
    (documents / "note.txt").write_text("The lease ends on 3 May 2027.")
    picture = documents / "photo.png"
    picture.write_bytes(saved(drawn(size=12)))
    os.utime(picture, (1e9, 1e9))
    return picture


def run(library: Path, *paths: Path) -> list[Any]:
    return list(sync(library, paths, FakeEmbedder()))


def reason_of(events: list[Any], picture: Path) -> str:
    return next(event.reason for event in events if isinstance(event, Skipped) and event.path == str(picture))


def test_pictures_in_a_folder_are_passed_over_until_they_are_wanted(
    tmp_path: Path, library: Path, documents: Path, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setattr(ocr, "find_spec", lambda name: None)
        events = run(library, documents)
        assert reason_of(events, album) == "files of the kind .png are not read"
        assert next(event.files for event in events if isinstance(event, Scanned)) == len(list(documents.glob("*.txt")))
        without.setenv(PICTURES_VARIABLE, "true")
        lacking = reason_of(run(library, documents), album)
        assert lacking.startswith("files of the kind .png are not read: scans are read with the extra")
    noted = install(tmp_path, monkeypatch, "oat bread and goat cheese")
    assert "`uniconv-edge config set pictures true`" in reason_of(run(library, documents), album)
    assert noted.read_text() == ""
    monkeypatch.setenv(PICTURES_VARIABLE, "1")
    assert [event.path for event in run(library, documents) if isinstance(event, Indexed)] == [str(album)]
    with Store.open(library) as store:
        assert store.status().skipped == ()


def test_a_picture_that_is_in_the_library_stays_when_pictures_are_wanted_no_more(
    tmp_path: Path, library: Path, documents: Path, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = install(tmp_path, monkeypatch, "oat bread and goat cheese")
    monkeypatch.setenv(PICTURES_VARIABLE, "true")
    run(library, documents)
    monkeypatch.delenv(PICTURES_VARIABLE)
    assert Unchanged(str(album)) in run(library)
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    assert Unchanged(str(album)) in run(library)
    assert noted.read_text() == "read\n"
    album.unlink()
    assert Removed(str(album)) in run(library)


def test_a_picture_that_is_named_itself_is_read_whether_pictures_are_wanted_or_not(
    tmp_path: Path, library: Path, documents: Path, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, "oat bread and goat cheese")
    run(library, documents)
    assert [event.path for event in run(library, album) if isinstance(event, Indexed)] == [str(album)]


def test_a_picture_without_words_is_read_once_and_by_no_later_reader(
    tmp_path: Path, library: Path, documents: Path, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = install(tmp_path, monkeypatch, "")
    monkeypatch.setenv(PICTURES_VARIABLE, "true")
    assert reason_of(run(library, documents), album) == "a picture without words"
    monkeypatch.setattr("uniconv_edge.library.sync.READER", 1000)
    assert reason_of(run(library), album) == "a picture without words"
    assert noted.read_text() == "read\n"
    monkeypatch.delenv(PICTURES_VARIABLE)
    assert reason_of(run(library), album) == "a picture without words"  # not forgotten by a run that reads none
    os.utime(album, (1e9 + 5, 1e9 + 5))
    assert reason_of(run(library), album).startswith("files of the kind .png are not read")
    assert noted.read_text() == "read\n"
    monkeypatch.setenv(PICTURES_VARIABLE, "true")
    run(library)
    assert noted.read_text() == "read\nread\n"


def test_pictures_are_read_when_all_other_files_are_in_the_library(
    tmp_path: Path, library: Path, documents: Path, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, "")
    monkeypatch.setenv(PICTURES_VARIABLE, "true")
    (documents / "long.txt").write_text("The lease ends on 3 May 2027.\n" * 50)
    [scanned, *events] = run(library, documents)
    assert [Path(event.path).name for event in events[:-1]] == ["note.txt", "long.txt", "photo.png"]
    assert (scanned.files, scanned.size_bytes) == (3, sum(path.stat().st_size for path in documents.glob("*.txt")))


def test_pictures_without_words_are_counted_and_what_is_wrong_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    skipped = [Skipped(f"/album/{number}.jpg", "a picture without words") for number in range(3000)]
    skipped.append(Skipped("/album/broken.jpg", "damaged, or not a picture"))
    print_skipped(skipped, every=False)
    assert capsys.readouterr().out.splitlines() == [
        "skipped: /album/broken.jpg: damaged, or not a picture",
        "skipped: 3,000 files: a picture without words",
    ]


def test_a_folder_shown_before_it_is_read_counts_pictures_only_where_they_are_read(
    tmp_path: Path, library: Path, documents: Path, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = LocalServices(library, tmp_path / "model")
    assert services.preview(documents).kinds == (("txt", 1),)
    assert services.preview(album).kinds == (("png", 1),)
    install(tmp_path, monkeypatch, "")
    monkeypatch.setenv(PICTURES_VARIABLE, "true")
    assert set(services.preview(documents).kinds) == {("txt", 1), ("png", 1)}


def test_a_run_stopped_at_a_picture_ends_at_once_and_goes_on_there(
    tmp_path: Path, library: Path, documents: Path, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = install(tmp_path, monkeypatch, "")
    monkeypatch.setenv(PICTURES_VARIABLE, "true")
    for number in range(5):
        path = documents / f"{number}.png"
        path.write_bytes(saved(drawn((str(number),), size=14 + number)))
        os.utime(path, (1e9, 1e9))
    events = sync(library, [documents], FakeEmbedder())
    for event in events:
        if isinstance(event, Skipped):
            break
    events.close()
    before = noted.read_text().count("read")
    assert sum(event.reason == "a picture without words" for event in run(library) if isinstance(event, Skipped)) == 6
    assert noted.read_text().count("read") <= before + 5
    with Store.open(library) as store:
        assert not store.is_unfinished


def test_a_line_on_the_way_counts_pictures_without_words_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = run_lines.RunLines(narrate)
    monkeypatch.setattr(run_lines, "_LINE_SECONDS", 0.0)
    refused = Skipped("/album/a.heic", "files of the kind .heic are not read")
    without = Skipped("/album/a.jpg", "a picture without words")
    assert [told.saw(event) for event in (Scanned(3, 0, 1), refused, without)] == [False, False, True]
    assert capsys.readouterr().err.splitlines()[-1] == "reading: 1 of 3 files, 0 passages"

"""What residents do: file by API and by form, with a photo and without, and track."""

import io
import random
import time

from PIL import Image

from benchmark import texts
from benchmark.browser import Wrong
from benchmark.drawing import code_of
from benchmark.scenarios import Scenario

TOO_FAST = 3.2  # seconds a form must have been open: the portal takes faster ones for machines
FORMS, FORMS_QUICK, FORMS_PHOTO = 60, 30, 8
CATEGORY = "repairs"
_sentences = texts.pool(500)


def told():
    """Return the words of one complaint, of the length of a stored one."""
    chosen = texts.description(random, _sentences)
    return "".join(sentence.text for sentence in chosen)


def paper(**more):
    """Return what a resident fills in."""
    return {
        "description": told(),
        "place": "3号楼2单元",
        "contact_name": "王秀英",
        "contact_phone": "13939300000",
        **more,
    }


def file_by_api(city):
    """A program files for a resident."""

    def act(reader):
        data = paper(community=random.choice(city.compounds), category=CATEGORY)
        reader.post_json("/api/v1/complaints/", data).expect(201, '"query_code"')

    return act, city.residents


def file_by_form(city, *, files=(), number=None):
    """A resident sends the form; it was opened beforehand, as long ago as the portal wants."""
    number = number or (FORMS_QUICK if city.quick else FORMS)
    waiting = {id(reader): [] for reader in city.residents}
    for reader in city.residents:
        for _ in range(number):
            address = f"/file/?community={random.choice(city.compounds)}&category={CATEGORY}"
            waiting[id(reader)].append((address, reader.get(address).expect(200, "stamp").hidden()))
    time.sleep(TOO_FAST)

    def act(reader):
        forms = waiting[id(reader)]
        if not forms:
            raise StopIteration
        address, hidden = forms.pop()
        hidden = {name: value for name, value in hidden.items() if name != "website"}
        answer = reader.post(address, {**paper(), **hidden}, files).expect(302)
        if not answer.headers["Location"].endswith("/receipt/"):
            raise Wrong(f"no receipt but {answer.headers['Location']}")

    return act, city.residents


def file_with_photo(city):
    """The same with a photo of a telephone; no worker runs, so nothing is re-encoded meanwhile."""
    content = photo()
    city.remarks["photo"] = f"12 MP, {len(content) / 1e6:.1f} MB"
    files = [("photos", "IMG_2017.jpg", "image/jpeg", content)]
    return file_by_form(city, files=files, number=FORMS_PHOTO // 2 if city.quick else FORMS_PHOTO)


def photo(width=4000, height=3000):
    """Return a JPEG of twelve megapixels with the size of a real one."""
    noise = Image.effect_noise((width // 4, height // 4), 60).resize((width, height))
    colours = Image.linear_gradient("L").resize((width, height))
    picture = Image.merge("RGB", (noise, colours, Image.blend(noise, colours, 0.5)))
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=90)
    return held.getvalue()


def track(city):
    """A resident posts number and code."""
    for reader in city.residents:
        reader.get("/track/").expect(200)

    def act(reader):
        index, number = random.choice(city.numbers)
        fields = {"number": number, "code": code_of(index)}
        answer = reader.post("/track/", fields).expect(302)
        if number not in answer.headers["Location"]:
            raise Wrong(f"not at the status but {answer.headers['Location']}")

    return act, city.residents


def status(city):
    """A resident looks at the status that number and code have opened."""
    shown = {}
    for reader in city.residents:
        index, number = random.choice(city.numbers)
        reader.get("/track/").expect(200)
        reader.post("/track/", {"number": number, "code": code_of(index)}).expect(302)
        shown[id(reader)] = number

    def act(reader):
        number = shown[id(reader)]
        reader.get(f"/track/{number}/").expect(200, number, "</html>")

    return act, city.residents


SCENARIOS = (
    Scenario("file by API", "one insert", 0.25, file_by_api),
    Scenario("file by form", "one insert", 0.25, file_by_form, note="POST only"),
    Scenario("file by form, photo", "one insert", None, file_with_photo),
    Scenario("track: number and code", "one row", 0.5, track),
    Scenario("track: status page", "one row", 0.5, status),
)

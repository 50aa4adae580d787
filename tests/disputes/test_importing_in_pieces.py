"""A check of work orders is rolled back piece by piece and still knows a number again."""

from disputes.models import Complaint
from puyang_property.core.importer import rehearsing
from tests.disputes.test_importing import as_jsonl, generated_orders, office, run_import

__all__ = ["office"]


def test_a_check_in_pieces_knows_the_number_that_an_earlier_piece_had(
    office, tmp_path, capsys, monkeypatch
):
    first, second = generated_orders()[:2]
    path = as_jsonl(tmp_path, [first, second, first])
    monkeypatch.setattr(rehearsing, "ALONE", 1)
    told = run_import(path, capsys, "--dry-run")
    assert (told["created"], told["known"]) == (2, 1)
    assert not Complaint.objects.exists()

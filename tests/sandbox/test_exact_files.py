"""Invoices' PDFs: three calls from a number to the bytes, and a page for anybody else."""

from collections.abc import Iterator

import pytest

from reminder.sandbox.exact.knobs import Knobs
from tests.sandbox.exact_calls import Exact, exact_on_a_socket


@pytest.fixture
def exact() -> Iterator[Exact]:
    with exact_on_a_socket() as served:
        yield served


def url_of(exact: Exact, number: int) -> str:
    (document,) = exact.rows("documents/Documents", {"$filter": f"Type eq 10 and SalesInvoiceNumber eq {number}"})
    (file,) = exact.rows("documents/DocumentAttachments", {"$filter": f"Document eq guid'{document['ID']}'"})
    return str(file["Url"])


def test_three_calls_lead_from_an_invoice_number_to_its_pdf(exact: Exact):
    url = url_of(exact, 26000042)

    answer = exact.http.get(f"{url}&Download=1")

    assert answer.content.startswith(b"%PDF-1.4")
    assert answer.content.endswith(b"%%EOF\n")
    assert b"Invoice 26000042" in answer.content
    assert answer.headers["content-type"] == "application/pdf"


def test_the_row_tells_name_and_size_but_holds_no_bytes(exact: Exact):
    url = url_of(exact, 26000042)
    (file,) = [row for row in exact.rows("documents/DocumentAttachments") if row["Url"] == url]

    assert file["FileName"] == "inv26000042.PDF"
    assert file["FileSize"] == len(exact.http.get(f"{url}&Download=1").content)
    assert file["Attachment"] is None


def test_without_download_or_bearer_a_page_comes_with_status_200(exact: Exact):
    url = url_of(exact, 26000042)

    plain = exact.http.get(url)
    stranger = exact.http.get(f"{url}&Download=1", headers={"authorization": ""})

    for answer in (plain, stranger):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")


def test_a_wrong_stamp_is_not_found(exact: Exact):
    url = url_of(exact, 26000042)

    assert exact.http.get(f"{url}0&Download=1").status_code == 404


def test_more_than_ten_wrong_downloads_in_an_hour_block_the_files(exact: Exact):
    url = url_of(exact, 26000042)
    mistakes = [exact.http.get(f"{url}0&Download=1").status_code for _ in range(11)]

    blocked = exact.http.get(f"{url}&Download=1")

    assert set(mistakes) == {404}
    assert blocked.status_code == 403


@pytest.mark.parametrize("counts", [True, False])
def test_a_download_counts_as_a_call_or_not(counts: bool):  # noqa: FBT001
    with exact_on_a_socket(knobs=Knobs(downloads_count=counts)) as exact:
        url = url_of(exact, 26000042)

        answer = exact.http.get(f"{url}&Download=1")

        assert ("x-ratelimit-remaining" in answer.headers) is counts


def test_a_spent_allowance_stops_downloads_too(exact: Exact):
    url = url_of(exact, 26000042)
    exact.world.limits.use(123456, minute=60)

    assert exact.http.get(f"{url}&Download=1").status_code == 429


def test_an_invoice_booked_by_hand_has_no_document(exact: Exact):
    assert exact.rows("documents/Documents", {"$filter": "SalesInvoiceNumber eq 26000043"}) == []

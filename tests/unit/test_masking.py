"""Secrets in view: what is covered, and what is not."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from warroom.masking import COVER, masked, secrets_in

PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nq1w2e3\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("db password=hunter2x! restarted", f"db password={COVER} restarted"),
        ("the password is Tr0ub4dor&3", f"the password is {COVER}"),
        ("DB_PASSWORD: s3cr3t-value", f"DB_PASSWORD: {COVER}"),
        ("key AKIAIOSFODNN7EXAMPLE leaked", f"key {COVER} leaked"),
        ("curl -H 'Authorization: Bearer abcdef0123456789xyz'", f"curl -H 'Authorization: Bearer {COVER}'"),
        ("postgres://app:s3cretpw@db/pay", f"postgres://app:{COVER}@db/pay"),
        (f"found {PEM} in the log", f"found {COVER} in the log"),
        ("t Zx9KqLm2Vb7NsT4wYc8RdF1gHj5PaU3eQ0 end", f"t {COVER} end"),
    ],
)
def test_a_secret_is_covered_and_the_words_around_it_stay(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "password resets are slow",
        "the token: <yours> goes here",
        "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
        "0199a2b4-7c11-7000-8000-000000000000",
        "error rate 47% on POST /orders",
        "password: ********",
        "https://status.example.com/incidents/AbCdEf0123456789AbCdEf0123456789zz",
    ],
)
def test_ordinary_words_and_digests_stay_as_they_are(text: str) -> None:
    assert masked(text) == text


def test_stretches_never_overlap() -> None:
    text = "token=eyJhbGciOi.eyJzdWIiOiI.c2ln password=eyJhbGciOi.eyJzdWIiOiI.c2ln"
    found = secrets_in(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert "eyJ" not in masked(text)


def test_a_long_text_without_end_is_looked_through_quickly() -> None:
    start = time.perf_counter()
    for text in (
        "password" * 20_000,
        "a" * 200_000,
        "x://" * 50_000,
        "-----BEGIN PRIVATE KEY-----" * 5_000,
        "_" * 200_000,
    ):
        masked(text)
    assert time.perf_counter() - start < 20

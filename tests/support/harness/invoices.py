"""What an auditor looks at first: that no number is missing, and that each sale has one."""

from cleeng.invoices.models import Invoice, InvoiceCounter, InvoiceKind
from cleeng.orders.models import Order, OrderStatus


def gapless(till):
    """Hold that every series counts 1, 2, 3 ..., by time, and that just the paid orders are invoiced; give how many."""
    documents = sorted(till.rows(Invoice), key=lambda document: document.sequence)
    series = {}
    for document in documents:
        series.setdefault((document.publisher_id, document.series), []).append(document)
    for issued in series.values():
        assert [document.sequence for document in issued] == list(range(1, len(issued) + 1))
        moments = [document.issued_at for document in issued]
        assert moments == sorted(moments)
    counters = {(counter.publisher_id, counter.series): counter.last for counter in till.rows(InvoiceCounter)}
    assert counters == {key: len(issued) for key, issued in series.items()}
    invoiced = sorted(d.order_id for d in documents if d.kind is InvoiceKind.INVOICE)
    paid = sorted(o.id for o in till.rows(Order) if o.status is OrderStatus.PAID and o.total_minor)
    assert invoiced == paid
    return len(invoiced)

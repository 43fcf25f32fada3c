A hosted checkout sells any of the five kinds of offer in four ways: inline, in an overlay, in a popup, or on a page of its own.
Payments are made once, whatever is sent twice, lost or late.

The database refuses to change the evidence of sales, and to delete it before its ten years are over.

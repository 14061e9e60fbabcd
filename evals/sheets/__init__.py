"""Label sheets: how annotators write a gold map, with quotations in place of offsets."""

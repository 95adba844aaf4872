package io.gramme.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell, two spaces apart; numbers to the right. */
final class TextTable {
    private final List<String[]> rows = new ArrayList<>();

    TextTable(String... titles) {
        rows.add(titles);
    }

    TextTable row(Object... cells) {
        String[] texts = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            texts[i] = String.valueOf(cells[i]);
        }
        rows.add(texts);
        return this;
    }

    /** The table, its head first, every line ended. */
    String text() {
        int columns = rows.get(0).length;
        StringBuilder out = new StringBuilder();
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String pad = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? "" : "  ").append(isNumeric(i) ? pad + row[i] : row[i] + pad);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private boolean isNumeric(int column) {
        return rows.size() > 1 && rows.stream().skip(1).allMatch(row -> row[column].matches("[0-9][0-9.,]*%?"));
    }
}

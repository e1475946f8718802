package dev.spark.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows in columns that are as wide as they must be, two spaces apart. */
public final class Table {
    private record Cell(String text, UnaryOperator<String> paint) {}

    /** One row, filled from left to right. */
    public final class Row {
        private final List<Cell> cells = new ArrayList<>();

        public Row cell(String text) {
            return cell(text, UnaryOperator.identity());
        }

        /** @param paint adds colour, which takes no room */
        public Row cell(String text, UnaryOperator<String> paint) {
            cells.add(new Cell(Printable.of(text), paint));
            return this;
        }
    }

    private final List<Row> rows = new ArrayList<>();

    public Table(String... headings) {
        if (headings.length > 0) {
            var row = row();
            Arrays.stream(headings).forEach(row::cell);
        }
    }

    public Row row() {
        var row = new Row();
        rows.add(row);
        return row;
    }

    /** One string for each row, without spaces at its end. */
    public List<String> lines() {
        var widths = new ArrayList<Integer>();
        for (var row : rows) {
            for (int i = 0; i < row.cells.size(); i++) {
                var width = row.cells.get(i).text.length();
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        return rows.stream().map(row -> line(row.cells, widths)).toList();
    }

    private static String line(List<Cell> cells, List<Integer> widths) {
        var line = new StringBuilder();
        var gap = 0;
        for (int i = 0; i < cells.size(); i++) {
            var cell = cells.get(i);
            if (!cell.text.isEmpty()) {
                line.append(" ".repeat(gap)).append(cell.paint.apply(cell.text));
                gap = 0;
            }
            gap += widths.get(i) - cell.text.length() + 2;
        }
        return line.toString();
    }
}

package city.lifeline.model;

/**
 * One thing that is wrong in a file a person wrote, said so that they find and mend it.
 *
 * @param file name as the person knows it
 * @param line from 1; 0 where the fault is about the whole file
 * @param column from 1; 0 where it is about the whole line
 * @param field the thing's name, such as {@code rule G1, grades.red.raise}; may be empty
 * @param message what is wrong and what to do
 */
public record Fault(String file, int line, int column, String field, String message) {

    /** {@code points.csv:12:4: field unit: …}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
            if (column > 0) {
                text.append(':').append(column);
            }
        }
        text.append(": ");
        if (!field.isEmpty()) {
            text.append(field).append(": ");
        }
        return text.append(message).toString();
    }
}

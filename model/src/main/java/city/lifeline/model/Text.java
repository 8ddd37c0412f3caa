package city.lifeline.model;

/** A text for people, in both languages of the system. */
public record Text(String zh, String en) {}

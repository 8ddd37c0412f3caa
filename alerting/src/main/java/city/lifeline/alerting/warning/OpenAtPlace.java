package city.lifeline.alerting.warning;

import city.lifeline.model.Grade;

/**
 * Open warnings of one point.
 *
 * @param point empty where the warning is about the asset
 * @param grade the highest
 */
public record OpenAtPlace(String asset, String point, Grade grade, int warnings) {}

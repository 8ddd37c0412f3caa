package city.lifeline.alerting.city;

/** The city of record as this process last read it. */
public final class CurrentCity {

    private volatile CityOfRecord city;

    public CurrentCity(CityOfRecord city) {
        this.city = city;
    }

    public CityOfRecord get() {
        return city;
    }

    public void set(CityOfRecord next) {
        city = next;
    }
}

package city.lifeline.alerting.security;

import city.lifeline.alerting.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Users in PostgreSQL. */
public final class UserStore {

    private static final String ACCOUNTS =
            """
            select u.*, (select max(locked_until) from login_tries t where t.user_name = u.name) as kept_out_until
            from users u
            """;

    private final JdbcClient jdbc;

    public UserStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A user whose password would be looked at. */
    record Known(String name, String passwordHash) {}

    public boolean isEmpty() {
        return jdbc.sql("select count(*) from users").query(Long.class).single() == 0;
    }

    /** Adds a user unless there is one of this name. */
    public void add(String name, String passwordHash, Collection<Role> roles) {
        addFirst(name, passwordHash, roles, false);
    }

    /**
     * As {@link #add}.
     *
     * @param alone whether roles that are kept apart are meant to be together
     */
    void addFirst(String name, String passwordHash, Collection<Role> roles, boolean alone) {
        jdbc.sql(
                        """
                        insert into users (name, password_hash, roles, alone) values (?, ?, ?, ?)
                        on conflict do nothing
                        """)
                .params(name, passwordHash, names(roles), alone)
                .update();
    }

    /** Makes a user with a password that is not for long; false: there is one of this name. */
    boolean create(String name, String passwordHash, AccountService.Wish wish) {
        return jdbc.sql(
                                """
                                insert into users (name, password_hash, roles, districts, person, disabled, temporary)
                                values (?, ?, ?, ?, ?, ?, true)
                                on conflict do nothing
                                """)
                        .params(
                                Arrays.asList(
                                        name,
                                        passwordHash,
                                        names(wish.roles()),
                                        wish.districts().toArray(String[]::new),
                                        wish.person(),
                                        wish.disabled()))
                        .update()
                == 1;
    }

    /** Changes a user, who is not alone any more; false: the version is another. */
    boolean change(String name, AccountService.Wish wish, int version) {
        return jdbc.sql(
                                """
                                update users set roles = ?, districts = ?, person = ?, disabled = ?,
                                    alone = false, version = version + 1
                                where name = ? and version = ?
                                """)
                        .params(
                                Arrays.asList(
                                        names(wish.roles()),
                                        wish.districts().toArray(String[]::new),
                                        wish.person(),
                                        wish.disabled(),
                                        name,
                                        version))
                        .update()
                == 1;
    }

    /** The user that is this subject of the provider. */
    Optional<String> ofProvider(String subject) {
        return jdbc.sql("select name from users where oidc_subject = ?")
                .param(subject)
                .query(String.class)
                .optional();
    }

    /** Makes a user who has no password here; false: there is one of this name. */
    boolean createOfProvider(
            String name, String nobodysHash, String subject, AccountService.Wish wish) {
        return jdbc.sql(
                                """
                                insert into users (name, password_hash, roles, districts, oidc_subject)
                                values (?, ?, ?, ?, ?)
                                on conflict do nothing
                                """)
                        .params(
                                name,
                                nobodysHash,
                                names(wish.roles()),
                                wish.districts().toArray(String[]::new),
                                subject)
                        .update()
                == 1;
    }

    /** Gives a user the roles that the provider tells; false: they have them already. */
    boolean takeRoles(String name, AccountService.Wish wish) {
        return jdbc.sql(
                                """
                                update users set roles = cast(:roles as text[]),
                                    districts = cast(:districts as text[]),
                                    version = version + 1
                                where name = :name and (roles <> cast(:roles as text[])
                                    or districts <> cast(:districts as text[]))
                                """)
                        .param("roles", names(wish.roles()))
                        .param("districts", wish.districts().toArray(String[]::new))
                        .param("name", name)
                        .update()
                == 1;
    }

    boolean isDisabled(String name) {
        return jdbc.sql("select disabled from users where name = ?")
                .param(name)
                .query(Boolean.class)
                .single();
    }

    void setPassword(String name, String hash, boolean temporary) {
        jdbc.sql("update users set password_hash = ?, temporary = ? where name = ?")
                .params(hash, temporary, name)
                .update();
    }

    Page<Account> page(int page, int size, Instant now) {
        long total = jdbc.sql("select count(*) from users").query(Long.class).single();
        List<Account> items =
                jdbc.sql(ACCOUNTS + " order by name limit ? offset ?")
                        .params(size, (long) page * size)
                        .query((row, n) -> account(row, now))
                        .list();
        return new Page<>(items, total, page, size);
    }

    Optional<Account> find(String name, Instant now) {
        if (!AccountRules.isName(name)) {
            return Optional.empty();
        }
        return jdbc.sql(ACCOUNTS + " where name = ?")
                .param(name)
                .query((row, n) -> account(row, now))
                .optional();
    }

    private static Account account(ResultSet row, Instant now) throws SQLException {
        OffsetDateTime locked = row.getObject("kept_out_until", OffsetDateTime.class);
        return new Account(
                row.getString("name"),
                roles(row).stream().sorted().toList(),
                List.of((String[]) row.getArray("districts").getArray()),
                row.getString("person"),
                row.getBoolean("disabled"),
                locked == null || !locked.toInstant().isAfter(now) ? null : locked.toInstant(),
                row.getBoolean("temporary"),
                row.getBoolean("alone"),
                row.getBytes("totp_secret") != null,
                row.getString("oidc_subject") != null,
                row.getInt("version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    /** What this version does not know, such as a role of a later one, gives nobody any right. */
    static Set<Role> roles(ResultSet row) throws SQLException {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : (String[]) row.getArray("roles").getArray()) {
            Role.ofAccount(name).ifPresent(roles::add);
        }
        return roles;
    }

    private static String[] names(Collection<Role> roles) {
        return roles.stream().map(Role::name).sorted().toArray(String[]::new);
    }

    /** Of a user who may log in with a password; empty if there is none of this name. */
    Optional<Known> known(String name) {
        return jdbc.sql("select name, password_hash from users where name = ? and not disabled")
                .param(name)
                .query((row, n) -> new Known(row.getString("name"), row.getString("password_hash")))
                .optional();
    }

    /** Whether two accounts are one, or belong to one person of the directory. */
    public boolean samePerson(String one, String other) {
        return one.equals(other)
                || jdbc.sql(
                                """
                                select exists (select 1 from users a join users b on a.person = b.person
                                    where a.name = ? and b.name = ? and a.person <> '')
                                """)
                        .params(one, other)
                        .query(Boolean.class)
                        .single();
    }
}

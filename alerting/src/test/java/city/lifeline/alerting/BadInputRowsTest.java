package city.lifeline.alerting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which test shows what becomes of a row of the collection of bad inputs; a new one has none. */
class BadInputRowsTest {

    private static final String DRIVEN = "security.HardeningIT.rowsOfTheCollectionAreAnswered";
    private static final String WRITTEN = "notify.TemplatesTest.rowsOfTheCollectionAreWritten";

    /** Rows of roster, people and channels, of those about configuration. */
    private static final Set<String> OF_PEOPLE =
            Set.of("C057", "C058", "C061", "C062", "C063", "C064", "C065", "C066");

    private static final Map<String, String> SHOWN = new TreeMap<>();

    private static void shown(String test, String... rows) {
        for (String row : rows) {
            SHOWN.put(row, test);
        }
    }

    static {
        shown(DRIVEN, "R001", "R003", "R005", "R006", "R020", "R022", "R024");
        // With 400: of a head that is too long it is not known what part of it is.
        shown("security.HardeningIT.aHeadThatIsTooLongIsRefusedAndTellsNothingOfTheInside", "R028");
        shown(DRIVEN, "R032", "R033", "R034", "R035", "R037", "R038", "R040", "R042", "R044");
        shown("security.HardeningIT.whoSendsAByteNowAndThenIsCutOffInHeadAndBody", "R026");
        shown("web.RestIT.filters", "R036");
        shown("security.UsersRestIT.aFieldThatIsNoneIsRefused", "R055");
        shown("security.HardeningIT.whatGoesWrongTellsItsIdAndNothingOfTheInside", "R065");
        shown("security.ApiTokenRestIT.anExpiredTokenIsRefused", "R002");
        shown("security.UsersRestIT.aChangeEndsTheSessionsAndCountsAtOnce", "R007");
        shown("web.DistrictIT.anotherDistrictsWarningIsNotHandled", "R009");
        shown("security.LoginServiceIT.fiveWrongOnesLockForAQuarterOfAnHour", "R011");
        shown("security.UsersRestIT.aPasswordThatIsTooEasyIsRefused", "R012");
        shown("HttpsIT.servesWithItsCertificateAndMarksCookiesSecure", "R014");
        shown("security.HardeningIT.otherOriginsAreNotLetIn", "R016");
        shown("security.HardeningIT.loginsOfOneAddressAreLimited", "R018");
        shown("web.RestIT.acknowledging", "R047");
        shown("warning.HandlingStateTest.everyPairIsLegalOrRefusedWithAReason", "R051", "R052");
        shown("web.HandlingRestIT.whatIsNoPhotoIsRefusedByItsContentAndItsSize", "R056", "R057");
        shown("people.CellsTest.whatASpreadsheetWouldRunIsText", "R059");
        shown("stream.StreamIT.fiveAUser", "R061");

        shown("security.HardeningIT.xmlIsTakenNowhere", "every row of xml-cap");
        shown("LayeringTest.nothingReadsXml", "and no class could");

        shown(WRITTEN, "N013", "N014", "N016", "N019", "N020", "N026", "N028", "N029");
        shown("notify.OutwardIT.aSubjectBeginsNoOtherHeader", "N002", "N005");
        shown("notify.sms.SmsTextTest.seventyOneAreTwoWithAHeaderThatJoinsThem", "N004");
        shown("notify.sms.SmsTextTest.whatGsmWritesOtherwiseThanAsciiGoesAsUcs2", "N010");
        shown("notify.OutwardIT.aWebhookHearsWhatIsWrittenAsJsonAndSigned", "N009", "N012");
        shown("notify.OutwardIT.aWebhookHearsWhatIsWrittenAsJsonAndSigned", "N018", "N021");
        shown("warning.RuleTextsTest.aRuleWithoutATextHasAPlainSentence", "N022");
        shown("notify.PagingIT.aThrottlingProviderIsLeftForTheOther", "N031");
        shown(
                "notify.sms.SmppProviderIT.aProviderThatHangsUpInTheMiddleOfAnAnswerIsBoundToAnew",
                "N034");
        shown(
                "notify.sms.SmppProviderIT.anAnswerThatSaysItIsHalfAGigabyteLongEndsTheConnection",
                "N035");
        shown("notify.PagingIT.whatIsNotDeliveredGoesByMailAtOnce", "N037");
        shown("notify.PagingIT.aReceiptThatComesTwiceIsTakenOnce", "N038");
        shown("notify.PagingIT.anUnknownSenderAndAWrongCodeAcknowledgeNothing", "N039");
        shown("notify.OutwardIT.whatAMailServerPutsOffIsTriedAgain", "N043");
        shown("notify.OutwardIT.anAddressThatAMailServerDoesNotKnowIsBad", "N044");
        shown("notify.OutwardIT.nothingGoesToWhoCannotShowWhoTheyAre", "N045");
        shown("notify.PagingIT.whatNoChannelTakesIsKeptAndGoesMarkedWhenOneTakesIt", "N050");
        shown("people.RosterTest.telephonesAndAddressesThatLeadNowhereAreRefused", "N053");
        // There are no quiet hours: nothing but a person's window or shelving keeps one from being
        // told, and red needs two.
        shown(
                "notify.PagingIT"
                        + ".duringMaintenanceNobodyIsPagedButForRedAndAtItsEndWhatIsStillBadIsTold",
                "N055");
        // Messages hold no link; a code is answered by the telephone that was written to.
        shown("notify.PagingIT.anUnknownSenderAndAWrongCodeAcknowledgeNothing", "N056");
        shown("notify.SteadyClockTest.aJumpOfTheWallClockMovesNoDeadline", "N058", "N059");

        shown("people.RosterTest.gapsAreFoundToTheMinute", "C057");
        // Two who are on duty are both told, which is no fault here.
        shown("people.RosterTest.ofTwoWhoAreOnDutyBothAreTold", "C058");
        shown("AlertingSettingsTest.nobodyIsGivenNoTimeToAnswer", "C061");
        shown("people.RosterTest.telephonesAndAddressesThatLeadNowhereAreRefused", "C062", "C063");
        shown("people.RosterTest.telephonesAndAddressesThatLeadNowhereAreRefused", "C064", "C065");
        shown("notify.OutwardIT.nothingIsPostedToHostsThatTheConfigurationDoesNotName", "C066");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rest-api", "notification"})
    void everyRowIsShownSomewhere(String boundary) {
        List<String> unshown =
                BadInputs.of(boundary).stream()
                        .map(BadInputs.Row::id)
                        .filter(row -> !SHOWN.containsKey(row))
                        .toList();
        assertEquals(List.of(), unshown, "no test says what becomes of them");
    }

    /** What is about documents that come in has nothing to come in by; see there. */
    @Test
    void rowsAboutXmlAreAllOfDocumentsThatAreTakenNowhere() {
        assertEquals(
                Set.of("xxe", "form", "cap"),
                BadInputs.of("xml-cap").stream()
                        .map(BadInputs.Row::group)
                        .collect(Collectors.toSet()));
    }

    @Test
    void soIsEveryRowAboutPeopleAndTheirRoster() {
        Set<String> known = new TreeSet<>();
        for (BadInputs.Row row : BadInputs.of("rules-config")) {
            if (row.input().matches("(roster|escalation|phone|e-mail|webhook) .*")) {
                known.add(row.id());
            }
        }
        assertEquals(new TreeSet<>(OF_PEOPLE), known);
        known.removeAll(SHOWN.keySet());
        assertEquals(Set.of(), known);
    }

    @Test
    void theTestsThatAreNamedAreThere() {
        List<String> missing = new ArrayList<>();
        for (String test : new TreeSet<>(SHOWN.values())) {
            int dot = test.lastIndexOf('.');
            String method = test.substring(dot + 1);
            try {
                Class<?> type =
                        Class.forName(
                                "city.lifeline.alerting." + test.substring(0, dot),
                                false,
                                getClass().getClassLoader());
                if (Arrays.stream(type.getDeclaredMethods())
                        .noneMatch(one -> one.getName().equals(method))) {
                    missing.add(test);
                }
            } catch (ClassNotFoundException e) {
                missing.add(test);
            }
        }
        assertEquals(List.of(), missing);
    }
}

"""Every field of the services on the user, divisions, conditions and entries, with its type."""

from reminder.sandbox.exact.edm import columns

ME = columns(
    BINARY="ThumbnailPicture",
    BOOLEAN="IsClientUser IsEmployeeSelfServiceUser IsMyFirmLiteUser IsMyFirmPortalUser IsOEIMigrationMandatory "
    "IsStarterUser",
    DOUBLE="ServerUtcOffset",
    GUID="DivisionCustomer EmployeeID UserID",
    INT32="AccountingDivision CurrentDivision DossierDivision",
    INT64="Legislation",
    STRING="CustomerCode DivisionCustomerCode DivisionCustomerName DivisionCustomerSiretNumber "
    "DivisionCustomerVatNumber Email FirstName FullName Gender Initials Language LanguageCode LastName MiddleName "
    "Mobile Nationality PackageCode Phone PhoneExtension PictureUrl ServerTime ThumbnailPictureFormat Title UserName",
)

DIVISIONS = columns(
    BOOLEAN="Current IsDossierDivision IsHRDivision IsMainDivision IsPracticeDivision",
    COLLECTION="Class_01 Class_02 Class_03 Class_04 Class_05",
    DATETIME="ArchiveDate Created DivisionHRLinkUnlinkDate DivisionMoveDate Modified StartDate",
    DOUBLE="ShareCapital",
    GUID="Creator Customer Modifier",
    INT32="BlockingStatus Code Status",
    INT64="Hid",
    STRING="AddressLine1 AddressLine2 AddressLine3 BusinessTypeCode BusinessTypeDescription "
    "ChamberOfCommerceEstablishment ChamberOfCommerceNumber City CompanySizeCode CompanySizeDescription Country "
    "CreatorFullName Currency CustomerCode CustomerName DatevAccountantNumber DatevClientNumber Description Email Fax "
    "Legislation ModifierFullName OBNumber Phone Postcode SbiCode SbiDescription SectorCode SectorDescription "
    "SiretNumber State SubsectorCode SubsectorDescription TaxOfficeNumber TaxReferenceNumber TemplateCode VATNumber "
    "Website",
)

JOURNALS = columns(
    GUID="ID BankAccountID Creator Modifier",
    INT32="Division Type",
    DATETIME="Created Modified",
    BOOLEAN="IsBlocked",
    STRING="BankAccountBICCode BankAccountIBAN BankName Code CreatorFullName Currency Description ModifierFullName",
)

LINES = columns(
    GUID="Account Creator Document EntryID GLAccount ID Modifier",
    DATETIME="Created Date DueDate Modified",
    DOUBLE="AmountDC AmountFC AmountVATBaseFC AmountVATFC ExchangeRate",
    INT16="FinancialPeriod FinancialYear Status",
    INT32="Division EntryNumber InvoiceNumber LineNumber LineType OrderNumber Type",
    STRING="AccountCode AccountName CreatorFullName Currency Description GLAccountCode GLAccountDescription "
    "JournalCode JournalDescription ModifierFullName Notes PaymentReference YourRef",
)

CONDITIONS = columns(
    GUID="CreditManagementScenario Creator ID Modifier",
    DATETIME="Created Modified",
    DOUBLE="DiscountPercentage Percentage",
    INT32="DiscountPaymentDays Division PaymentDays PaymentEndOfMonths",
    STRING="Code CreatorFullName CreditManagementScenarioCode CreditManagementScenarioDescription Description "
    "DiscountCalculation ModifierFullName PaymentDiscountType PaymentMethod VATCalculation",
)

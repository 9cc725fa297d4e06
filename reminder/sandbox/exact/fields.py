"""Every field of the services on customers, receivables and documents, with its type.

Source: Exact Online's reference pages, as far as they concern reading.
"""

from reminder.sandbox.exact.edm import columns

RECEIVABLES = columns(
    BOOLEAN="IsFullyPaid TransactionIsReversal",
    BYTE="IsBatchBooking",
    DATETIME="Created DiscountDueDate DueDate EndDate EntryDate InvoiceDate LastPaymentDate Modified "
    "ReceivableSelected TransactionDueDate",
    DOUBLE="AmountDC AmountDiscountDC AmountDiscountFC AmountFC PaymentDiscountPercentage RateFC TransactionAmountDC "
    "TransactionAmountFC",
    GUID="Account AccountBankAccountID AccountContact BankAccountID Creator DirectDebitMandate Document EntryID "
    "GLAccount ID Modifier ReceivableSelector TransactionEntryID TransactionID",
    INT16="DirectDebitMandatePaymentType DirectDebitMandateType EndPeriod EndYear Status TransactionReportingPeriod "
    "TransactionReportingYear TransactionStatus",
    INT32="Division DocumentNumber EntryNumber InvoiceNumber OrderNumber PaymentDays PaymentDaysDiscount "
    "ReceivableBatchNumber Source TransactionType",
    STRING="AccountBankAccountNumber AccountCode AccountContactName AccountCountry AccountName BankAccountNumber "
    "CashflowTransactionBatchCode CreatorFullName Currency Description DirectDebitMandateDescription "
    "DirectDebitMandateReference DocumentSubject EndToEndID GLAccountCode GLAccountDescription Journal "
    "JournalDescription ModifierFullName PaymentCondition PaymentConditionDescription PaymentInformationID "
    "PaymentMethod PaymentReference ReceivableSelectorFullName YourRef",
)

RECEIVABLES_LIST = columns(
    INT64="HID",
    GUID="AccountId Id",
    DOUBLE="Amount AmountInTransit",
    DATETIME="DueDate InvoiceDate",
    INT32="EntryNumber InvoiceNumber",
    STRING="AccountCode AccountName CurrencyCode Description JournalCode JournalDescription YourRef",
    COLLECTION="Notes",
)

AGING = columns(
    GUID="AccountId",
    INT32="AgeGroup1 AgeGroup2 AgeGroup3 AgeGroup4",
    DOUBLE="AgeGroup1Amount AgeGroup2Amount AgeGroup3Amount AgeGroup4Amount TotalAmount",
    STRING="AccountCode AccountName AgeGroup1Description AgeGroup2Description AgeGroup3Description "
    "AgeGroup4Description CurrencyCode",
)

OVERVIEW = columns(
    STRING="CurrencyCode",
    DOUBLE="OutstandingReceivableInvoiceAmount OutstandingReceivableInvoiceCount OverdueReceivableInvoiceAmount "
    "OverdueReceivableInvoiceCount OutstandingPayableInvoiceAmount OutstandingPayableInvoiceCount "
    "OverduePayableInvoiceAmount OverduePayableInvoiceCount",
)

ACCOUNTS = columns(
    BINARY="Logo",
    BOOLEAN="Blocked CanDropShip EnableSalesPaymentLink HasWithholdingTaxSales IgnoreDatevWarningMessage IsBank "
    "IsExtraDuty IsMember IsPilot IsPurchase IsReseller IsSales IsSupplier RecepientOfCommissions ShowRemarkForSales",
    BYTE="AddressSource AutomaticProcessProposedEntry ConsolidationScenario CostPaid DeliveryAdvice IsAccountant "
    "IsAgency IsAnonymised IsCompetitor IsMailing SeparateInvPerProject SeparateInvPerSubscription Source",
    COLLECTION="BankAccounts",
    DATETIME="ControlledDate Created CustomerSince EndDate EstablishedDate Modified StartDate StatusSince",
    DOUBLE="CreditLinePurchase CreditLineSales DiscountPurchase DiscountSales Latitude Longitude",
    GUID="Accountant AccountManager ActivitySector ActivitySubSector BRIN BusinessType Classification1 Classification2 "
    "Classification3 Classification4 Classification5 Classification6 Classification7 Classification8 CompanySize "
    "Creator Document GLAccountPurchase GLAccountSales GLAP GLAR ID InvoiceAccount LeadPurpose LeadSource MainContact "
    "Modifier Parent PriceList Reseller SalesTaxSchedule ShippingMethod",
    INT16="IncotermVersionPurchase IncotermVersionSales",
    INT32="AccountManagerHID Division InvoiceAttachmentType InvoicingMethod PeppolIdentifierType PurchaseLeadDays "
    "SecurityLevel ShippingLeadDays",
    STRING="AccountManagerFullName AddressLine1 AddressLine2 AddressLine3 BSN ChamberOfCommerce City Classification "
    "ClassificationDescription Code CodeAtSupplier Costcenter CostcenterDescription Country CountryName "
    "CreatorFullName Currency CustomField DatevCreditorCode DatevDebtorCode DunsNumber Email EORINumber Fax GlnNumber "
    "IncotermAddressPurchase IncotermAddressSales IncotermCodePurchase IncotermCodeSales IntraStatArea "
    "IntraStatDeliveryTerm IntraStatSystem IntraStatTransactionA IntraStatTransactionB IntraStatTransportMethod "
    "InvoiceAccountCode InvoiceAccountName Language LanguageDescription LogoFileName LogoThumbnailUrl LogoUrl "
    "ModifierFullName Name OINNumber PayAsYouEarn PaymentConditionPurchase PaymentConditionPurchaseDescription "
    "PaymentConditionSales PaymentConditionSalesDescription PeppolIdentifier Phone PhoneExtension Postcode "
    "PurchaseCurrency PurchaseCurrencyDescription PurchaseVATCode PurchaseVATCodeDescription Remarks ResellerCode "
    "ResellerName RSIN SalesCurrency SalesCurrencyDescription SalesTaxScheduleCode SalesTaxScheduleDescription "
    "SalesVATCode SalesVATCodeDescription SearchCode State StateName Status TradeName Type UniqueTaxpayerReference "
    "VATLiability VATNumber Website",
)

CONTACTS = columns(
    BINARY="Picture",
    BOOLEAN="AccountIsCustomer AccountIsSupplier IsMailingExcluded IsMainContact",
    BYTE="IsAnonymised",
    DATETIME="BirthDate Created EndDate IdentificationDate Modified StartDate",
    GUID="Account AccountMainContact Creator ID IdentificationDocument IdentificationUser LeadPurpose LeadSource "
    "Modifier Person",
    INT32="AllowMailing Division HID",
    STRING="AccountName AddressLine2 AddressStreet AddressStreetNumber AddressStreetNumberSuffix BirthName "
    "BirthNamePrefix BirthPlace BusinessEmail BusinessFax BusinessMobile BusinessPhone BusinessPhoneExtension City "
    "Code Country CreatorFullName CustomField Email FirstName FullName Gender Initials JobTitleDescription Language "
    "LastName MarketingNotes MiddleName Mobile ModifierFullName Nationality Notes PartnerName PartnerNamePrefix Phone "
    "PhoneExtension PictureName PictureThumbnailUrl PictureUrl Postcode SocialSecurityNumber State Title "
    "TitleAbbreviation TitleDescription",
)

DOCUMENTS = columns(
    BOOLEAN="HasEmptyBody InheritShare",
    DATETIME="Created DocumentDate ExpiryDate Modified",
    DOUBLE="AmountFC",
    GUID="Account Category Contact ContractID Creator DocumentFolder FinancialTransactionEntryID ID Item Modifier "
    "Opportunity Project",
    INT16="ProposedEntryStatus ScanServiceStatus",
    INT32="Division HID SalesInvoiceNumber SalesOrderNumber SendMethod ShopOrderNumber Type",
    STRING="AccountCode AccountName Body CategoryDescription ContactFullName ContractNumber CreatorFullName Currency "
    "DocumentFolderCode DocumentFolderDescription DocumentViewUrl ItemCode ItemDescription Language ModifierFullName "
    "ProjectCode ProjectDescription Subject TeamsMeetingId TypeDescription",
)

ATTACHMENTS = columns(BINARY="Attachment", GUID="Document ID", DOUBLE="FileSize", STRING="FileName Url")

SALES_INVOICES = columns(
    DATETIME="Created DueDate InvoiceDate Modified OrderDate",
    DOUBLE="AmountDC AmountFC VATAmountDC VATAmountFC",
    GUID="Document InvoiceID InvoiceTo InvoiceToContactPerson OrderedBy OrderedByContactPerson",
    INT16="Status",
    INT32="Division DocumentNumber InvoiceNumber OrderNumber Type",
    STRING="Currency Description InvoiceToContactPersonFullName InvoiceToName Journal JournalDescription OrderedByName "
    "PaymentCondition PaymentConditionDescription PaymentReference Remarks StatusDescription TypeDescription YourRef",
    COLLECTION="SalesInvoiceLines",
)

/** Facts about the types of access control, admission and API extension. Notation: facts.ts. */
export const controlFacts: Readonly<Record<string, string>> = {
  'io.k8s.api.admissionregistration.v1': `
ApplyConfiguration expression@36
AuditAnnotation key! valueExpression!
ExpressionWarning fieldRef! warning!
JSONPatch expression@36
MatchCondition name! expression!
MatchResources% namespaceSelector* objectSelector* resourceRules~a excludeResourceRules~a matchPolicy*<v1.MatchPolicyType>
MutatingAdmissionPolicy kind@36 apiVersion@36 metadata@36 spec@36
MutatingAdmissionPolicyBinding kind@36 apiVersion@36 metadata@36 spec@36
MutatingAdmissionPolicyBindingSpec policyName@36 paramRef*@36 matchResources*@36
MutatingAdmissionPolicySpec paramKind*@36 matchConstraints*@36 variables~a@36 mutations~a@36 failurePolicy*<v1.FailurePolicyType>@36 matchConditions~m,name^merge:name@36 reinvocationPolicy<v1.ReinvocationPolicyType>@36
MutatingWebhook name! clientConfig! rules~a failurePolicy*<v1.FailurePolicyType> matchPolicy*<v1.MatchPolicyType> namespaceSelector* objectSelector* sideEffects!*<v1.SideEffectClass> timeoutSeconds* admissionReviewVersions!~a reinvocationPolicy*<v1.ReinvocationPolicyType> matchConditions~m,name^merge:name
MutatingWebhookConfiguration kind apiVersion metadata webhooks~m,name^merge:name
Mutation patchType!<v1.PatchType>@36 applyConfiguration*@36 jsonPatch*@36
NamedRuleWithOperations% resourceNames~a operations<[]v1.OperationType>~a apiGroups~a apiVersions~a resources~a scope*<v1.ScopeType>
ParamKind% apiVersion kind
ParamRef% name namespace selector* parameterNotFoundAction*<v1.ParameterNotFoundActionType>
RuleWithOperations operations<[]v1.OperationType>~a apiGroups~a apiVersions~a resources~a scope*<v1.ScopeType>
ServiceReference namespace! name! path* port*
TypeChecking expressionWarnings~a
ValidatingAdmissionPolicy kind apiVersion metadata spec status
ValidatingAdmissionPolicyBinding kind apiVersion metadata spec
ValidatingAdmissionPolicyBindingSpec policyName paramRef* matchResources* validationActions<[]v1.ValidationAction>~s
ValidatingAdmissionPolicySpec paramKind* matchConstraints* validations~a failurePolicy*<v1.FailurePolicyType> auditAnnotations~a matchConditions~m,name^merge:name variables~m,name^merge:name
ValidatingAdmissionPolicyStatus observedGeneration typeChecking* conditions~m,type
ValidatingWebhook name! clientConfig! rules~a failurePolicy*<v1.FailurePolicyType> matchPolicy*<v1.MatchPolicyType> namespaceSelector* objectSelector* sideEffects!*<v1.SideEffectClass> timeoutSeconds* admissionReviewVersions!~a matchConditions~m,name^merge:name
ValidatingWebhookConfiguration kind apiVersion metadata webhooks~m,name^merge:name
Validation expression! message reason*<v1.StatusReason> messageExpression
Variable% name! expression!
WebhookClientConfig url* service* caBundle
`,
  'io.k8s.api.authentication.v1': `
BoundObjectReference kind apiVersion name uid<types.UID>
SelfSubjectReview kind apiVersion metadata status
SelfSubjectReviewStatus userInfo
TokenRequest kind apiVersion metadata spec! status
TokenRequestSpec audiences!~a expirationSeconds!* boundObjectRef!*
TokenRequestStatus token! expirationTimestamp!
TokenReview kind apiVersion metadata spec! status
TokenReviewSpec token audiences~a
TokenReviewStatus authenticated user audiences~a error
UserInfo username uid groups~a extra<map[string]v1.ExtraValue>
`,
  'io.k8s.api.authorization.v1': `
FieldSelectorAttributes rawSelector requirements~a
LabelSelectorAttributes rawSelector requirements~a
LocalSubjectAccessReview kind apiVersion metadata spec! status
NonResourceAttributes path verb
NonResourceRule verbs!~a nonResourceURLs~a
ResourceAttributes namespace verb group version resource subresource name fieldSelector* labelSelector*
ResourceRule verbs!~a apiGroups~a resources~a resourceNames~a
SelfSubjectAccessReview kind apiVersion metadata spec! status
SelfSubjectAccessReviewSpec resourceAttributes* nonResourceAttributes*
SelfSubjectRulesReview kind apiVersion metadata spec! status
SelfSubjectRulesReviewSpec namespace
SubjectAccessReview kind apiVersion metadata spec! status
SubjectAccessReviewSpec resourceAttributes* nonResourceAttributes* user groups~a extra<map[string]v1.ExtraValue> uid
SubjectAccessReviewStatus allowed! denied reason evaluationError
SubjectRulesReviewStatus resourceRules!~a nonResourceRules!~a incomplete! evaluationError
`,
  'io.k8s.api.certificates.v1': `
CertificateSigningRequest kind apiVersion metadata spec! status
CertificateSigningRequestCondition type!<v1.RequestConditionType> status!<v1.ConditionStatus> reason message lastUpdateTime lastTransitionTime
CertificateSigningRequestSpec request! signerName! expirationSeconds* usages<[]v1.KeyUsage>~a username uid groups~a extra<map[string]v1.ExtraValue>
CertificateSigningRequestStatus conditions~m,type certificate
`,
  'io.k8s.api.flowcontrol.v1': `
ExemptPriorityLevelConfiguration nominalConcurrencyShares* lendablePercent*
FlowDistinguisherMethod type!<v1.FlowDistinguisherMethodType>
FlowSchema kind apiVersion metadata spec status
FlowSchemaCondition type<v1.FlowSchemaConditionType> status<v1.ConditionStatus> lastTransitionTime reason message
FlowSchemaSpec priorityLevelConfiguration! matchingPrecedence! distinguisherMethod* rules~a
FlowSchemaStatus conditions~m,type^merge:type
GroupSubject name!
LimitResponse type!<v1.LimitResponseType> queuing*
LimitedPriorityLevelConfiguration nominalConcurrencyShares!* limitResponse lendablePercent* borrowingLimitPercent*
NonResourcePolicyRule verbs!~s nonResourceURLs!~s
PolicyRulesWithSubjects subjects!~a resourceRules~a nonResourceRules~a
PriorityLevelConfiguration kind apiVersion metadata spec status
PriorityLevelConfigurationCondition type<v1.PriorityLevelConfigurationConditionType> status<v1.ConditionStatus> lastTransitionTime reason message
PriorityLevelConfigurationReference name!
PriorityLevelConfigurationSpec type!<v1.PriorityLevelEnablement> limited* exempt*
PriorityLevelConfigurationStatus conditions~m,type^merge:type
QueuingConfiguration queues! handSize! queueLengthLimit!
ResourcePolicyRule verbs!~s apiGroups!~s resources!~s clusterScope namespaces!~s
ServiceAccountSubject namespace! name!
Subject kind!<v1.SubjectKind> user* group* serviceAccount*
UserSubject name!
`,
  'io.k8s.api.rbac.v1': `
AggregationRule clusterRoleSelectors~a
ClusterRole kind apiVersion metadata rules!~a aggregationRule*
ClusterRoleBinding kind apiVersion metadata subjects~a roleRef!
PolicyRule verbs!~a apiGroups~a resources~a resourceNames~a nonResourceURLs~a
Role kind apiVersion metadata rules!~a
RoleBinding kind apiVersion metadata subjects~a roleRef!
RoleRef% apiGroup! kind! name!
Subject% kind! apiGroup name! namespace
`,
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1': `
CustomResourceColumnDefinition name! type! format description priority jsonPath!
CustomResourceConversion strategy!<v1.ConversionStrategyType> webhook*
CustomResourceDefinition kind apiVersion metadata spec! status
CustomResourceDefinitionCondition type!<v1.CustomResourceDefinitionConditionType> status!<v1.ConditionStatus> lastTransitionTime reason message observedGeneration@35
CustomResourceDefinitionNames plural! singular shortNames~a kind! listKind categories~a
CustomResourceDefinitionSpec group! names! scope!<v1.ResourceScope> versions!~a conversion* preserveUnknownFields
CustomResourceDefinitionStatus conditions!~m,type acceptedNames! storedVersions!~a observedGeneration@35
CustomResourceDefinitionVersion name! served! storage! deprecated deprecationWarning* schema* subresources* additionalPrinterColumns~a selectableFields~a
CustomResourceSubresourceScale specReplicasPath! statusReplicasPath! labelSelectorPath*
CustomResourceSubresourceStatus
CustomResourceSubresources status*<v1.CustomResourceSubresourceStatus> scale*
CustomResourceValidation openAPIV3Schema*
ExternalDocumentation description url
JSONSchemaProps id $schema<v1.JSONSchemaURL> $ref* description type format title default*<v1.JSON> maximum* exclusiveMaximum minimum* exclusiveMinimum maxLength* minLength* pattern maxItems* minItems* uniqueItems multipleOf* enum<[]v1.JSON>~a maxProperties* minProperties* required~a items* allOf~a oneOf~a anyOf~a not* properties additionalProperties* patternProperties dependencies<v1.JSONSchemaDependencies> additionalItems* definitions<v1.JSONSchemaDefinitions> externalDocs* example*<v1.JSON> nullable x-kubernetes-preserve-unknown-fields* x-kubernetes-embedded-resource x-kubernetes-int-or-string x-kubernetes-list-map-keys~a x-kubernetes-list-type* x-kubernetes-map-type* x-kubernetes-validations<v1.ValidationRules>~m,rule^merge:rule
SelectableField jsonPath!
ServiceReference namespace! name! path* port*
ValidationRule rule! message messageExpression reason*<v1.FieldValueErrorReason> fieldPath optionalOldSelf*
WebhookClientConfig url* service* caBundle
WebhookConversion clientConfig* conversionReviewVersions!~a
`,
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1': `
APIService kind apiVersion metadata spec status
APIServiceCondition type!<v1.APIServiceConditionType> status!<v1.ConditionStatus> lastTransitionTime reason message
APIServiceSpec service* group version insecureSkipTLSVerify caBundle groupPriorityMinimum! versionPriority!
APIServiceStatus conditions~m,type^merge:type
ServiceReference namespace name port*
`,
}

/** Facts about the shared types of meta/v1. Notation: facts.ts. */
export const metaFacts: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.apis.meta.v1': `
APIGroup kind apiVersion name! versions!~a preferredVersion serverAddressByClientCIDRs~a
APIGroupList kind apiVersion groups!~a
APIResource name! singularName! namespaced! group version kind! verbs!<v1.Verbs> shortNames~a categories~a storageVersionHash
APIResourceList kind apiVersion groupVersion! resources!~a
APIVersions kind apiVersion versions!~a serverAddressByClientCIDRs!~a
Condition type! status!<v1.ConditionStatus> observedGeneration lastTransitionTime! reason! message!
DeleteOptions kind apiVersion gracePeriodSeconds* preconditions* orphanDependents* propagationPolicy*<v1.DeletionPropagation> dryRun~a ignoreStoreReadErrorWithClusterBreakingPotential*
FieldSelectorRequirement key! operator!<v1.FieldSelectorOperator> values~a
GroupVersionForDiscovery groupVersion! version!
LabelSelector% matchLabels matchExpressions~a
LabelSelectorRequirement key! operator!<v1.LabelSelectorOperator> values~a
ListMeta selfLink resourceVersion continue remainingItemCount* shardInfo*@36
ManagedFieldsEntry manager operation<v1.ManagedFieldsOperationType> apiVersion time* fieldsType fieldsV1*<v1.FieldsV1> subresource
ObjectMeta name generateName namespace selfLink uid<types.UID> resourceVersion generation creationTimestamp deletionTimestamp* deletionGracePeriodSeconds* labels annotations ownerReferences~m,uid^merge:uid finalizers~s^merge managedFields~a
OwnerReference% apiVersion! kind! name! uid!<types.UID> controller* blockOwnerDeletion*
Preconditions uid*<types.UID> resourceVersion*
ServerAddressByClientCIDR clientCIDR! serverAddress!
ShardInfo selector!@36
Status kind apiVersion metadata status message reason<v1.StatusReason> details* code
StatusCause reason<v1.CauseType> message field
StatusDetails name group kind uid<types.UID> causes~a retryAfterSeconds
`,
}

// Made by `cargo xtask codegen` from proto/ (package mmn). Do not edit.

/// Asks for an account by its address.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetAccountRequest {
    #[prost(string, tag = "1")]
    pub address: ::prost::alloc::string::String,
}
/// An account; `balance` is a decimal number in the smallest unit.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetAccountResponse {
    #[prost(string, tag = "1")]
    pub address: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub balance: ::prost::alloc::string::String,
    #[prost(uint64, tag = "3")]
    pub nonce: u64,
    #[prost(uint32, tag = "4")]
    pub decimals: u32,
}
/// A transaction as the account service shows it.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TxMeta {
    #[prost(string, tag = "1")]
    pub sender: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub recipient: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub amount: ::prost::alloc::string::String,
    #[prost(uint64, tag = "4")]
    pub nonce: u64,
    #[prost(uint64, tag = "5")]
    pub timestamp: u64,
    #[prost(enumeration = "tx_meta::Status", tag = "6")]
    pub status: i32,
    #[prost(string, tag = "7")]
    pub extra_info: ::prost::alloc::string::String,
}
/// Nested message and enum types in `TxMeta`.
pub mod tx_meta {
    #[non_exhaustive]
    #[derive(
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord,
        ::prost::Enumeration
    )]
    #[repr(i32)]
    pub enum Status {
        Pending = 0,
        Confirmed = 1,
        Finalized = 2,
        Failed = 3,
    }
    impl Status {
        /// String value of the enum field names used in the ProtoBuf definition.
        ///
        /// The values are not transformed in any way and thus are considered stable
        /// (if the ProtoBuf definition does not change) and safe for programmatic use.
        pub fn as_str_name(&self) -> &'static str {
            match self {
                Self::Pending => "PENDING",
                Self::Confirmed => "CONFIRMED",
                Self::Finalized => "FINALIZED",
                Self::Failed => "FAILED",
            }
        }
        /// Creates an enum from field names used in the ProtoBuf definition.
        pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
            match value {
                "PENDING" => Some(Self::Pending),
                "CONFIRMED" => Some(Self::Confirmed),
                "FINALIZED" => Some(Self::Finalized),
                "FAILED" => Some(Self::Failed),
                _ => None,
            }
        }
    }
}
/// Asks for the nonce of an address; `tag` is `latest` or `pending`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetCurrentNonceRequest {
    #[prost(string, tag = "1")]
    pub address: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub tag: ::prost::alloc::string::String,
}
/// The nonce of an address.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetCurrentNonceResponse {
    #[prost(string, tag = "1")]
    pub address: ::prost::alloc::string::String,
    #[prost(uint64, tag = "2")]
    pub nonce: u64,
    #[prost(string, tag = "3")]
    pub tag: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub error: ::prost::alloc::string::String,
}
/// A piece of a block: a run of hashes and the transactions in it.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Entry {
    #[prost(uint64, tag = "1")]
    pub num_hashes: u64,
    #[prost(bytes = "bytes", tag = "2")]
    pub hash: ::prost::bytes::Bytes,
    #[prost(bytes = "bytes", repeated, tag = "3")]
    pub transactions: ::prost::alloc::vec::Vec<::prost::bytes::Bytes>,
    #[prost(string, repeated, tag = "4")]
    pub tx_hashes: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
}
/// A whole block.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Block {
    #[prost(uint64, tag = "1")]
    pub slot: u64,
    #[prost(bytes = "bytes", tag = "2")]
    pub prev_hash: ::prost::bytes::Bytes,
    #[prost(message, repeated, tag = "3")]
    pub entries: ::prost::alloc::vec::Vec<Entry>,
    #[prost(string, tag = "4")]
    pub leader_id: ::prost::alloc::string::String,
    #[prost(uint64, tag = "5")]
    pub timestamp: u64,
    #[prost(bytes = "bytes", tag = "6")]
    pub hash: ::prost::bytes::Bytes,
    #[prost(bytes = "bytes", tag = "7")]
    pub signature: ::prost::bytes::Bytes,
    #[prost(message, repeated, tag = "8")]
    pub transaction_data: ::prost::alloc::vec::Vec<TransactionData>,
}
/// Nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct EmptyParams {}
/// Asks for blocks by their numbers.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetBlockByNumberRequest {
    #[prost(uint64, repeated, tag = "1")]
    pub block_numbers: ::prost::alloc::vec::Vec<u64>,
}
/// The number of the newest block.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetBlockNumberResponse {
    #[prost(uint64, tag = "1")]
    pub block_number: u64,
}
/// Whole blocks.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetBlockByNumberResponse {
    #[prost(message, repeated, tag = "1")]
    pub blocks: ::prost::alloc::vec::Vec<Block>,
    #[prost(string, tag = "3")]
    pub error: ::prost::alloc::string::String,
    #[prost(uint32, tag = "4")]
    pub decimals: u32,
}
/// A block without its entries.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BlockInfo {
    #[prost(uint64, tag = "1")]
    pub slot: u64,
    #[prost(bytes = "bytes", tag = "2")]
    pub prev_hash: ::prost::bytes::Bytes,
    #[prost(string, tag = "3")]
    pub leader_id: ::prost::alloc::string::String,
    #[prost(uint64, tag = "4")]
    pub timestamp: u64,
    #[prost(bytes = "bytes", tag = "5")]
    pub hash: ::prost::bytes::Bytes,
    #[prost(bytes = "bytes", tag = "6")]
    pub signature: ::prost::bytes::Bytes,
    #[prost(message, repeated, tag = "7")]
    pub transaction_data: ::prost::alloc::vec::Vec<TransactionData>,
}
/// Asks for the blocks from one slot to another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetBlockByRangeRequest {
    #[prost(uint64, tag = "1")]
    pub from_slot: u64,
    #[prost(uint64, tag = "2")]
    pub to_slot: u64,
}
/// Blocks without their entries.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetBlockByRangeResponse {
    #[prost(message, repeated, tag = "1")]
    pub blocks: ::prost::alloc::vec::Vec<BlockInfo>,
    #[prost(uint32, tag = "2")]
    pub total_blocks: u32,
    #[prost(string, repeated, tag = "3")]
    pub errors: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(uint32, tag = "4")]
    pub decimals: u32,
}
/// Nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Empty {}
/// How a node is doing.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct HealthCheckResponse {
    #[prost(enumeration = "health_check_response::ServingStatus", tag = "1")]
    pub status: i32,
    #[prost(string, tag = "2")]
    pub node_id: ::prost::alloc::string::String,
    #[prost(uint64, tag = "3")]
    pub timestamp: u64,
    #[prost(uint64, tag = "4")]
    pub current_slot: u64,
    #[prost(uint64, tag = "5")]
    pub block_height: u64,
    #[prost(uint64, tag = "6")]
    pub mempool_size: u64,
    #[prost(bool, tag = "7")]
    pub is_leader: bool,
    #[prost(bool, tag = "8")]
    pub is_follower: bool,
    #[prost(string, tag = "9")]
    pub version: ::prost::alloc::string::String,
    #[prost(uint64, tag = "10")]
    pub uptime: u64,
    #[prost(string, tag = "11")]
    pub error_message: ::prost::alloc::string::String,
}
/// Nested message and enum types in `HealthCheckResponse`.
pub mod health_check_response {
    #[non_exhaustive]
    #[derive(
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord,
        ::prost::Enumeration
    )]
    #[repr(i32)]
    pub enum ServingStatus {
        Unknown = 0,
        Serving = 1,
        NotServing = 2,
        ServiceUnknown = 3,
    }
    impl ServingStatus {
        /// String value of the enum field names used in the ProtoBuf definition.
        ///
        /// The values are not transformed in any way and thus are considered stable
        /// (if the ProtoBuf definition does not change) and safe for programmatic use.
        pub fn as_str_name(&self) -> &'static str {
            match self {
                Self::Unknown => "UNKNOWN",
                Self::Serving => "SERVING",
                Self::NotServing => "NOT_SERVING",
                Self::ServiceUnknown => "SERVICE_UNKNOWN",
            }
        }
        /// Creates an enum from field names used in the ProtoBuf definition.
        pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
            match value {
                "UNKNOWN" => Some(Self::Unknown),
                "SERVING" => Some(Self::Serving),
                "NOT_SERVING" => Some(Self::NotServing),
                "SERVICE_UNKNOWN" => Some(Self::ServiceUnknown),
                _ => None,
            }
        }
    }
}
/// A transfer inside a block or waiting for one.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TransactionData {
    #[prost(string, tag = "1")]
    pub tx_hash: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub sender: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub recipient: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub amount: ::prost::alloc::string::String,
    #[prost(uint64, tag = "5")]
    pub nonce: u64,
    #[prost(uint64, tag = "6")]
    pub timestamp: u64,
    #[prost(enumeration = "TransactionStatus", tag = "7")]
    pub status: i32,
    #[prost(string, tag = "8")]
    pub text_data: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub extra_info: ::prost::alloc::string::String,
    #[prost(int32, tag = "10")]
    pub transaction_type: i32,
}
/// A transfer before it is signed. `type`: 0 is proved by zero knowledge, 1 is signed by the own key, 2 is content of a user.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TxMsg {
    #[prost(int32, tag = "1")]
    pub r#type: i32,
    #[prost(string, tag = "2")]
    pub sender: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub recipient: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub amount: ::prost::alloc::string::String,
    #[prost(uint64, tag = "5")]
    pub timestamp: u64,
    #[prost(string, tag = "6")]
    pub text_data: ::prost::alloc::string::String,
    #[prost(uint64, tag = "7")]
    pub nonce: u64,
    #[prost(string, tag = "8")]
    pub extra_info: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub zk_proof: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub zk_pub: ::prost::alloc::string::String,
}
/// A transfer with its signature.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SignedTxMsg {
    #[prost(message, optional, tag = "1")]
    pub tx_msg: ::core::option::Option<TxMsg>,
    #[prost(string, tag = "2")]
    pub signature: ::prost::alloc::string::String,
}
/// Whether the node took a transfer. Taken does not mean confirmed.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AddTxResponse {
    #[prost(bool, tag = "1")]
    pub ok: bool,
    #[prost(string, tag = "2")]
    pub tx_hash: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub error: ::prost::alloc::string::String,
}
/// Asks for a transfer by its hash.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetTxByHashRequest {
    #[prost(string, tag = "1")]
    pub tx_hash: ::prost::alloc::string::String,
}
/// A transfer as the node knows it.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TxInfo {
    #[prost(string, tag = "1")]
    pub sender: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub recipient: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub amount: ::prost::alloc::string::String,
    #[prost(uint64, tag = "4")]
    pub timestamp: u64,
    #[prost(string, tag = "5")]
    pub text_data: ::prost::alloc::string::String,
    #[prost(uint64, tag = "6")]
    pub nonce: u64,
    #[prost(uint64, tag = "7")]
    pub slot: u64,
    #[prost(string, tag = "8")]
    pub blockhash: ::prost::alloc::string::String,
    #[prost(enumeration = "TransactionStatus", tag = "9")]
    pub status: i32,
    #[prost(string, tag = "10")]
    pub err_msg: ::prost::alloc::string::String,
    #[prost(string, tag = "11")]
    pub extra_info: ::prost::alloc::string::String,
    #[prost(string, tag = "12")]
    pub tx_hash: ::prost::alloc::string::String,
}
/// A transfer, or why there is none.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetTxByHashResponse {
    #[prost(string, tag = "1")]
    pub error: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub tx: ::core::option::Option<TxInfo>,
    #[prost(uint32, tag = "3")]
    pub decimals: u32,
}
/// News of a transfer.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TransactionStatusInfo {
    #[prost(string, tag = "1")]
    pub tx_hash: ::prost::alloc::string::String,
    #[prost(enumeration = "TransactionStatus", tag = "2")]
    pub status: i32,
    #[prost(uint64, tag = "3")]
    pub block_slot: u64,
    #[prost(string, tag = "4")]
    pub block_hash: ::prost::alloc::string::String,
    #[prost(uint64, tag = "5")]
    pub confirmations: u64,
    #[prost(string, tag = "6")]
    pub error_message: ::prost::alloc::string::String,
    #[prost(uint64, tag = "7")]
    pub timestamp: u64,
    #[prost(string, tag = "8")]
    pub extra_info: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub amount: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub text_data: ::prost::alloc::string::String,
}
/// Asks for news of all transfers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SubscribeTransactionStatusRequest {}
/// Asks for the transfers that wait for a block.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetPendingTransactionsRequest {}
/// The transfers that wait for a block.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetPendingTransactionsResponse {
    #[prost(uint64, tag = "1")]
    pub total_count: u64,
    #[prost(message, repeated, tag = "2")]
    pub pending_txs: ::prost::alloc::vec::Vec<TransactionData>,
    #[prost(string, tag = "3")]
    pub error: ::prost::alloc::string::String,
}
/// Where a transfer stands.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum TransactionStatus {
    Pending = 0,
    Confirmed = 1,
    Finalized = 2,
    Failed = 3,
}
impl TransactionStatus {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Confirmed => "CONFIRMED",
            Self::Finalized => "FINALIZED",
            Self::Failed => "FAILED",
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "PENDING" => Some(Self::Pending),
            "CONFIRMED" => Some(Self::Confirmed),
            "FINALIZED" => Some(Self::Finalized),
            "FAILED" => Some(Self::Failed),
            _ => None,
        }
    }
}
